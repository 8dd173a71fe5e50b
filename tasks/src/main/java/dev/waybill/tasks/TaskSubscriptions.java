package dev.waybill.tasks;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Backplane;
import dev.waybill.server.Extension;
import dev.waybill.server.Principal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code notifications/tasks} for subscriptions with {@code taskIds}. */
final class TaskSubscriptions {
  static final String FILTER = "taskIds";

  private static final Logger LOG = LoggerFactory.getLogger(TaskSubscriptions.class);
  private static final String METHOD = "notifications/tasks";
  private static final int MAX = 256;

  private final TaskMethods methods;
  private final Backplane backplane;

  TaskSubscriptions(TaskMethods methods, Backplane backplane) {
    this.methods = methods;
    this.backplane = backplane;
  }

  /** Honours the ids of tasks that are there and the principal's own. */
  Optional<Extension.Subscribed> subscribe(
      JsonNode wanted, Principal principal, Extension.Sink sink) {
    Set<String> ids = new LinkedHashSet<>();
    if (!wanted.isArray() || wanted.size() > MAX) {
      throw McpException.invalidParams(
          "\"taskIds\" must be an array of at most " + MAX + " task ids");
    }
    for (JsonNode id : wanted) {
      if (id.isString() && methods.visible(id.stringValue(), principal).isPresent()) {
        ids.add(id.stringValue());
      }
    }
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    AutoCloseable listening =
        TaskNews.listen(
            backplane,
            news -> {
              if (news.kind() == TaskNews.Kind.CHANGED && ids.contains(news.taskId())) {
                tell(news.taskId(), principal, sink);
              }
            });
    ArrayNode acknowledged = Json.mapper().createArrayNode();
    ids.forEach(acknowledged::add);
    return Optional.of(
        new Extension.Subscribed(
            acknowledged,
            () -> {
              try {
                listening.close();
              } catch (Exception e) {
                LOG.warn("Leaving the backplane failed", e);
              }
            }));
  }

  private void tell(String id, Principal principal, Extension.Sink sink) {
    try {
      methods
          .visible(id, principal)
          .ifPresent(row -> {
            ObjectNode params = Json.mapper().valueToTree(methods.view(row));
            params.remove("resultType");
            sink.send(METHOD, id, params);
          });
    } catch (TaskStoreException away) {
      // Clients that miss a notification still poll.
      LOG.debug("Subscribers were not told of a change of task {}", id, away);
    }
  }
}
