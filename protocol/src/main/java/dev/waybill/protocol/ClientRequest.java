package dev.waybill.protocol;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request from a client, one record a method; extensions' methods are {@link Extended}. */
public sealed interface ClientRequest {
  RequestMeta meta();

  String method();

  /** A request for a page of a list; the first one where there is no cursor. */
  sealed interface Paginated extends ClientRequest {
    @Nullable String cursor();
  }

  /** A request that may be answered with questions and retried with their answers. */
  sealed interface MultiRoundTrip extends ClientRequest {
    /** What is asked for by name or URI; also the value of {@code Mcp-Name}. */
    String target();

    /** Everything the sealed state is bound to besides method and target. */
    ObjectNode boundParams();

    Input input();
  }

  /**
   * What a retry carries (basic/patterns/mrtr).
   *
   * @param responses answers by key; empty on a first request
   */
  record Input(Map<String, JsonNode> responses, Optional<String> requestState) {
    public static final Input NONE = new Input(Map.of(), Optional.empty());
  }

  record DiscoverRequest(RequestMeta meta) implements ClientRequest {
    @Override
    public String method() {
      return Methods.DISCOVER;
    }
  }

  record ListToolsRequest(RequestMeta meta, @Nullable String cursor) implements Paginated {
    @Override
    public String method() {
      return Methods.TOOLS_LIST;
    }
  }

  record ListResourcesRequest(RequestMeta meta, @Nullable String cursor) implements Paginated {
    @Override
    public String method() {
      return Methods.RESOURCES_LIST;
    }
  }

  record ListResourceTemplatesRequest(RequestMeta meta, @Nullable String cursor)
      implements Paginated {
    @Override
    public String method() {
      return Methods.RESOURCE_TEMPLATES_LIST;
    }
  }

  record ListPromptsRequest(RequestMeta meta, @Nullable String cursor) implements Paginated {
    @Override
    public String method() {
      return Methods.PROMPTS_LIST;
    }
  }

  record CallToolRequest(RequestMeta meta, String name, ObjectNode arguments, Input input)
      implements MultiRoundTrip {
    @Override
    public String method() {
      return Methods.TOOLS_CALL;
    }

    @Override
    public String target() {
      return name;
    }

    @Override
    public ObjectNode boundParams() {
      return arguments;
    }
  }

  record GetPromptRequest(RequestMeta meta, String name, ObjectNode arguments, Input input)
      implements MultiRoundTrip {
    @Override
    public String method() {
      return Methods.PROMPTS_GET;
    }

    @Override
    public String target() {
      return name;
    }

    @Override
    public ObjectNode boundParams() {
      return arguments;
    }
  }

  record ReadResourceRequest(RequestMeta meta, String uri, Input input) implements MultiRoundTrip {
    @Override
    public String method() {
      return Methods.RESOURCES_READ;
    }

    @Override
    public String target() {
      return uri;
    }

    @Override
    public ObjectNode boundParams() {
      return Json.mapper().createObjectNode();
    }
  }

  /**
   * @param context values of other arguments that are already known
   */
  record CompleteRequest(
      RequestMeta meta,
      CompletionReference ref,
      String argument,
      String value,
      Map<String, String> context)
      implements ClientRequest {
    @Override
    public String method() {
      return Methods.COMPLETE;
    }
  }

  /** What is being completed: a prompt's argument or a template's variable. */
  sealed interface CompletionReference {
    record PromptReference(String name) implements CompletionReference {}

    record ResourceTemplateReference(String uri) implements CompletionReference {}
  }

  record SubscriptionsListenRequest(RequestMeta meta, SubscriptionFilter notifications)
      implements ClientRequest {
    @Override
    public String method() {
      return Methods.LISTEN;
    }
  }

  /** A request whose method an extension defines. */
  record Extended(RequestMeta meta, String method, ObjectNode params) implements ClientRequest {}
}
