package dev.waybill.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request, before an era puts it into its own words.
 *
 * @param params without {@code _meta}
 * @param target the tool, prompt, resource or task it is about
 * @param headers mirrored parameters ({@code Mcp-Param-*})
 */
record Request(
    String method,
    ObjectNode params,
    @Nullable String target,
    Map<String, String> headers,
    CallOptions options,
    Patience patience) {

  Request(String method, ObjectNode params, @Nullable String target, CallOptions options) {
    this(method, params, target, Map.of(), options, options.patience());
  }

  Request with(ObjectNode otherParams) {
    return new Request(method, otherParams, target, headers, options, patience);
  }

  Request withHeaders(Map<String, String> otherHeaders) {
    return new Request(method, params, target, otherHeaders, options, patience);
  }

  /** Another request of the same call: it shares the time that is left. */
  Request then(String otherMethod, ObjectNode otherParams, @Nullable String otherTarget) {
    return new Request(otherMethod, otherParams, otherTarget, Map.of(), options, patience);
  }
}
