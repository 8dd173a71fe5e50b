package dev.waybill.legacy;

import static dev.waybill.legacy.Revision.V2025_03_26;
import static dev.waybill.legacy.Revision.V2025_06_18;
import static dev.waybill.legacy.Revision.V2025_11_25;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Principal;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agrees with a client on a revision and on what each side can do (2025-11-25, basic/lifecycle).
 */
final class Handshake {
  private static final int MAX_NAME = 200;
  private static final List<String> KNOWN = List.of("roots", "sampling", "elicitation", "tasks");

  private final EarlierEra.Inside server;
  private final SessionTokens tokens;
  private final OldTasks tasks;

  Handshake(EarlierEra.Inside server, SessionTokens tokens, OldTasks tasks) {
    this.server = server;
    this.tokens = tokens;
    this.tasks = tasks;
  }

  /**
   * What {@code initialize} comes to.
   *
   * @throws McpException -32602 when its parameters are not what they have to be
   */
  Session agree(ObjectNode params, Principal principal) {
    return agree(tokens.random(), params, principal);
  }

  /**
   * The same for a session that has a name already.
   *
   * @throws McpException -32602 when its parameters are not what they have to be
   */
  Session agree(String id, ObjectNode params, Principal principal) {
    JsonNode asked = params.path("protocolVersion");
    if (!asked.isString()) {
      throw McpException.invalidParams(
          "\"protocolVersion\" is missing: expected a string such as \"2025-11-25\"");
    }
    Revision revision = Revision.negotiated(asked.stringValue(), server.eras().earlier());
    if (!(params.path("clientInfo") instanceof ObjectNode info)
        || !info.path("name").isString()
        || !info.path("version").isString()) {
      throw McpException.invalidParams(
          "\"clientInfo\" is missing or has the wrong type: expected an object with strings"
              + " \"name\" and \"version\"");
    }
    if (!(params.path("capabilities") instanceof ObjectNode declared)) {
      throw McpException.invalidParams(
          "\"capabilities\" is missing or has the wrong type: expected an object");
    }
    Instant now = server.clock().instant();
    return new Session(
        id,
        revision,
        capabilities(declared, revision),
        new Implementation(
            shortened(info.path("name").stringValue()),
            shortened(info.path("version").stringValue())),
        principal.id(),
        now.getEpochSecond(),
        now.plus(server.sessionLimits().lifetime()).getEpochSecond());
  }

  /** What a client can do that says nothing of itself. */
  Session unsaid(Revision revision, Principal principal) {
    Instant now = server.clock().instant();
    ObjectNode capabilities = Json.mapper().createObjectNode();
    if (revision.atLeast(V2025_11_25)) {
      // The error that names pages to visit needs no capability, and no session.
      capabilities.putObject("elicitation").putObject("url");
    }
    return new Session(
        tokens.random(),
        revision,
        capabilities,
        new Implementation("unknown", "unknown"),
        principal.id(),
        now.getEpochSecond(),
        now.plus(server.sessionLimits().lifetime()).getEpochSecond());
  }

  private static String shortened(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }

  /** Only what the server may make use of, as handlers of any revision ask for it. */
  private static ObjectNode capabilities(ObjectNode declared, Revision revision) {
    ObjectNode known = Json.mapper().createObjectNode();
    for (String name : KNOWN) {
      JsonNode capability = declared.get(name);
      if (capability != null && !capability.isObject()) {
        throw McpException.invalidParams("\"capabilities." + name + "\" must be an object");
      }
    }
    if (declared.has("roots")) {
      known.putObject("roots");
    }
    if (declared.has("sampling")) {
      ObjectNode sampling = known.putObject("sampling");
      boolean says = revision.atLeast(V2025_11_25);
      if (says && declared.path("sampling").has("tools")) {
        sampling.putObject("tools");
      }
      // Before 2025-11-25 clients did not say whether they add context, and were asked for it.
      if (!says || declared.path("sampling").has("context")) {
        sampling.putObject("context");
      }
    }
    if (declared.has("elicitation") && revision.atLeast(V2025_06_18)) {
      ObjectNode elicitation = known.putObject("elicitation");
      boolean url = revision.atLeast(V2025_11_25) && declared.path("elicitation").has("url");
      if (url) {
        elicitation.putObject("url");
      }
      if (!url || declared.path("elicitation").has("form")) {
        elicitation.putObject("form");
      }
    }
    return known;
  }

  /** The result of {@code initialize}. */
  ObjectNode result(Session session, boolean tellsNews) {
    Revision revision = session.revision();
    DiscoverResult discovered = server.discover();
    ObjectNode result =
        Json.mapper().createObjectNode().put("protocolVersion", revision.wireName());
    ObjectNode capabilities = result.putObject("capabilities");
    capabilities.putObject("logging");
    capabilities.putObject("prompts").put("listChanged", tellsNews);
    capabilities.putObject("resources").put("subscribe", tellsNews).put("listChanged", tellsNews);
    capabilities.putObject("tools").put("listChanged", tellsNews);
    if (revision.atLeast(V2025_03_26)) {
      capabilities.putObject("completions");
    }
    tasks.declare(capabilities, session);
    ObjectNode info = Json.mapper().valueToTree(server.info());
    if (!revision.atLeast(V2025_11_25)) {
      info.remove(List.of("icons", "description", "websiteUrl"));
    }
    if (!revision.atLeast(V2025_06_18)) {
      info.remove("title");
    }
    result.set("serverInfo", info);
    if (discovered.instructions() != null) {
      result.put("instructions", discovered.instructions());
    }
    return result;
  }
}
