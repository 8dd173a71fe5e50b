package dev.waybill.protocol;

import java.util.List;

/**
 * What a running server says of itself to someone without credentials: who it is, its {@code
 * server/discover} result and whole lists. Documents about a server are made from this, so that
 * they cannot say anything else than the server does.
 */
public record ServerDescription(
    Implementation info,
    DiscoverResult discover,
    List<Tool> tools,
    List<Prompt> prompts,
    List<Resource> resources,
    List<ResourceTemplate> resourceTemplates) {

  public ServerDescription {
    tools = List.copyOf(tools);
    prompts = List.copyOf(prompts);
    resources = List.copyOf(resources);
    resourceTemplates = List.copyOf(resourceTemplates);
  }
}
