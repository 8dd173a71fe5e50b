package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The params of a notification from the server, one record a method. */
public sealed interface ServerNotification {
  @JsonIgnore
  String method();

  /** {@code notifications/progress}: a value that grows with each notification. */
  record Progress(
      RequestId progressToken, double progress, @Nullable Double total, @Nullable String message)
      implements ServerNotification {
    @Override
    public String method() {
      return Methods.PROGRESS;
    }
  }

  /** {@code notifications/message}: only for requests that carry a log level. */
  record LoggingMessage(LoggingLevel level, @Nullable String logger, JsonNode data)
      implements ServerNotification {
    @Override
    public String method() {
      return Methods.MESSAGE;
    }
  }

  /** {@code notifications/subscriptions/acknowledged}: the first message of a subscription. */
  record Acknowledged(
      SubscriptionFilter notifications,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ServerNotification {
    @Override
    public String method() {
      return Methods.ACKNOWLEDGED;
    }
  }

  /** {@code notifications/cancelled}: over stdio, the server ends a subscription. */
  record Cancelled(
      RequestId requestId,
      @Nullable String reason,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ServerNotification {
    @Override
    public String method() {
      return Methods.CANCELLED;
    }
  }

  /** This notification as a JSON-RPC message. */
  default byte[] bytes() {
    return JsonRpc.notification(method(), this);
  }
}
