package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ServerNotification.LoggingMessage;
import dev.waybill.protocol.ServerNotification.Progress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Takes the notifications of one request to the listeners of its options. */
final class Notifications implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  private final CallOptions options;
  private double last = Double.NEGATIVE_INFINITY;

  Notifications(CallOptions options) {
    this.options = options;
  }

  @Override
  public void hear(String method, ObjectNode params) {
    try {
      switch (method) {
        case Methods.PROGRESS -> progress(params);
        case Methods.MESSAGE -> {
          Consumer<LoggingMessage> listener = options.log();
          if (listener != null) {
            listener.accept(Json.mapper().treeToValue(params, LoggingMessage.class));
          }
        }
        default -> LOG.debug("A notification {} that no request asked for was ignored", method);
      }
    } catch (JacksonException | NullPointerException e) {
      LOG.warn("A malformed {} was ignored", method);
    }
  }

  /** What does not grow is no progress: a late or repeated report is left out. */
  private void progress(ObjectNode params) {
    Consumer<Progress> listener = options.progress();
    if (listener == null) {
      return;
    }
    Progress progress = Json.mapper().treeToValue(params, Progress.class);
    if (progress.progress() > last) {
      last = progress.progress();
      listener.accept(progress);
    }
  }
}
