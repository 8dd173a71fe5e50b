package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.client.Subscription;
import dev.waybill.client.SubscriptionEvent;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.SubscriptionFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill listen}: a server's changes as they happen. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Prints the changes an MCP server tells of, until it is interrupted.",
    footer = {"", ServerCommands.EXIT_CODES})
final class ListenCommand extends ServerCommands {
  @Parameters(index = "1..*", paramLabel = "URI", description = "Resources to watch")
  private List<String> uris = new ArrayList<>();

  @Option(names = "--count", paramLabel = "N", description = "End after that many lines")
  private long count = Long.MAX_VALUE;

  @Override
  int run(McpClient client) {
    SubscriptionFilter filter = new SubscriptionFilter(true, true, true, uris, Map.of());
    try (Subscription changes = client.listen(filter)) {
      changes
          .events()
          .limit(count)
          .forEach(event -> {
            if (server().json()) {
              printJson(json(event));
            } else {
              out().println(words(event));
            }
            out().flush();
          });
    }
    return 0;
  }

  private static String words(SubscriptionEvent event) {
    return Plain.text(
        switch (event) {
          case SubscriptionEvent.Opened opened ->
              opened.again() ? "listening again; changes may have been missed" : "listening";
          case SubscriptionEvent.ToolsChanged e -> "tools changed";
          case SubscriptionEvent.PromptsChanged e -> "prompts changed";
          case SubscriptionEvent.ResourcesChanged e -> "resources changed";
          case SubscriptionEvent.ResourceUpdated(String uri) -> "updated " + uri;
          case SubscriptionEvent.Missed e -> "changes were missed";
          case SubscriptionEvent.Other(String method, ObjectNode params) -> method + " " + params;
        });
  }

  private static ObjectNode json(SubscriptionEvent event) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("event", event.getClass().getSimpleName());
    switch (event) {
      case SubscriptionEvent.Opened(var honoured, var again) ->
          json.put("again", again).set("honoured", Json.mapper().valueToTree(honoured));
      case SubscriptionEvent.ResourceUpdated(String uri) -> json.put("uri", uri);
      case SubscriptionEvent.Other(String method, ObjectNode params) ->
          json.put("method", method).set("params", params);
      case SubscriptionEvent.ToolsChanged e -> {}
      case SubscriptionEvent.PromptsChanged e -> {}
      case SubscriptionEvent.ResourcesChanged e -> {}
      case SubscriptionEvent.Missed e -> {}
    }
    return json;
  }
}
