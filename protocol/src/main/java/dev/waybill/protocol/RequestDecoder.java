package dev.waybill.protocol;

import dev.waybill.protocol.ClientRequest.CallToolRequest;
import dev.waybill.protocol.ClientRequest.CompleteRequest;
import dev.waybill.protocol.ClientRequest.CompletionReference;
import dev.waybill.protocol.ClientRequest.DiscoverRequest;
import dev.waybill.protocol.ClientRequest.Extended;
import dev.waybill.protocol.ClientRequest.GetPromptRequest;
import dev.waybill.protocol.ClientRequest.Input;
import dev.waybill.protocol.ClientRequest.ListPromptsRequest;
import dev.waybill.protocol.ClientRequest.ListResourceTemplatesRequest;
import dev.waybill.protocol.ClientRequest.ListResourcesRequest;
import dev.waybill.protocol.ClientRequest.ListToolsRequest;
import dev.waybill.protocol.ClientRequest.ReadResourceRequest;
import dev.waybill.protocol.ClientRequest.SubscriptionsListenRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns {@code params} into the request they mean. Unknown members are ignored; known ones of the
 * wrong type are refused with -32602 and the member's name.
 */
public final class RequestDecoder {
  private static final Set<String> CORE =
      Set.of(
          Methods.DISCOVER,
          Methods.TOOLS_LIST,
          Methods.TOOLS_CALL,
          Methods.RESOURCES_LIST,
          Methods.RESOURCE_TEMPLATES_LIST,
          Methods.RESOURCES_READ,
          Methods.PROMPTS_LIST,
          Methods.PROMPTS_GET,
          Methods.COMPLETE,
          Methods.LISTEN);

  private RequestDecoder() {}

  /** Whether the core protocol defines the method. */
  public static boolean knows(String method) {
    return CORE.contains(method);
  }

  /**
   * Decodes a request whose {@code _meta} was read before. A method the core does not know becomes
   * {@link Extended}.
   */
  public static ClientRequest decode(String method, ObjectNode params, RequestMeta meta) {
    return switch (method) {
      case Methods.DISCOVER -> new DiscoverRequest(meta);
      case Methods.TOOLS_LIST -> new ListToolsRequest(meta, optionalString(params, "cursor"));
      case Methods.RESOURCES_LIST ->
          new ListResourcesRequest(meta, optionalString(params, "cursor"));
      case Methods.RESOURCE_TEMPLATES_LIST ->
          new ListResourceTemplatesRequest(meta, optionalString(params, "cursor"));
      case Methods.PROMPTS_LIST -> new ListPromptsRequest(meta, optionalString(params, "cursor"));
      case Methods.TOOLS_CALL ->
          new CallToolRequest(
              meta, string(params, "name"), object(params, "arguments"), input(params));
      case Methods.PROMPTS_GET ->
          new GetPromptRequest(
              meta, string(params, "name"), strings(params, "arguments"), input(params));
      case Methods.RESOURCES_READ ->
          new ReadResourceRequest(meta, string(params, "uri"), input(params));
      case Methods.COMPLETE -> complete(params, meta);
      case Methods.LISTEN -> new SubscriptionsListenRequest(meta, filter(params));
      default -> new Extended(meta, method, params);
    };
  }

  private static CompleteRequest complete(ObjectNode params, RequestMeta meta) {
    ObjectNode ref = requiredObject(params, "ref");
    String type = string(ref, "type");
    CompletionReference reference =
        switch (type) {
          case "ref/prompt" -> new CompletionReference.PromptReference(string(ref, "name"));
          case "ref/resource" ->
              new CompletionReference.ResourceTemplateReference(string(ref, "uri"));
          default ->
              throw McpException.invalidParams(
                  "\"ref.type\" must be \"ref/prompt\" or \"ref/resource\", was \"" + type + "\"");
        };
    ObjectNode argument = requiredObject(params, "argument");
    Map<String, String> known = new LinkedHashMap<>();
    strings(object(params, "context"), "arguments")
        .properties()
        .forEach(entry -> known.put(entry.getKey(), entry.getValue().stringValue()));
    return new CompleteRequest(
        meta, reference, string(argument, "name"), string(argument, "value"), known);
  }

  private static SubscriptionFilter filter(ObjectNode params) {
    ObjectNode filter = requiredObject(params, "notifications");
    List<String> uris = new ArrayList<>();
    JsonNode subscriptions = filter.get("resourceSubscriptions");
    if (subscriptions != null) {
      if (!subscriptions.isArray()) {
        throw wrong("resourceSubscriptions", "an array of URIs");
      }
      for (JsonNode uri : subscriptions) {
        if (!uri.isString()) {
          throw wrong("resourceSubscriptions", "an array of URIs");
        }
        uris.add(uri.stringValue());
      }
    }
    Map<String, JsonNode> others = new LinkedHashMap<>();
    filter
        .properties()
        .forEach(entry -> {
          if (!FILTER_MEMBERS.contains(entry.getKey())) {
            others.put(entry.getKey(), entry.getValue());
          }
        });
    return new SubscriptionFilter(
        flag(filter, "toolsListChanged"),
        flag(filter, "promptsListChanged"),
        flag(filter, "resourcesListChanged"),
        uris,
        others);
  }

  private static final Set<String> FILTER_MEMBERS =
      Set.of(
          "toolsListChanged",
          "promptsListChanged",
          "resourcesListChanged",
          "resourceSubscriptions");

  private static Input input(ObjectNode params) {
    JsonNode responses = params.get("inputResponses");
    String state = optionalString(params, "requestState");
    if (responses == null && state == null) {
      return Input.NONE;
    }
    Map<String, JsonNode> byKey = new LinkedHashMap<>();
    if (responses != null) {
      if (!responses.isObject()) {
        throw wrong("inputResponses", "an object");
      }
      responses.properties().forEach(entry -> byKey.put(entry.getKey(), entry.getValue()));
    }
    return new Input(byKey, Optional.ofNullable(state));
  }

  private static String string(ObjectNode object, String name) {
    String value = optionalString(object, name);
    if (value == null) {
      throw McpException.invalidParams("\"" + name + "\" is missing: expected a string");
    }
    return value;
  }

  private static @Nullable String optionalString(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return value.stringValue();
  }

  private static boolean flag(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "a boolean");
    }
    return value.booleanValue();
  }

  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.has(name) ? requiredObject(parent, name) : Json.mapper().createObjectNode();
  }

  private static ObjectNode requiredObject(ObjectNode parent, String name) {
    if (parent.get(name) instanceof ObjectNode object) {
      return object;
    }
    throw wrong(name, "an object");
  }

  private static ObjectNode strings(ObjectNode parent, String name) {
    ObjectNode object = object(parent, name);
    for (JsonNode value : object) {
      if (!value.isString()) {
        throw wrong(name, "an object whose values are strings");
      }
    }
    return object;
  }

  private static McpException wrong(String name, String expected) {
    return McpException.invalidParams("\"" + name + "\" has the wrong type: expected " + expected);
  }
}
