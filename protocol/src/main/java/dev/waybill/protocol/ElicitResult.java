package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the user did with a question (client/elicitation, Response Actions).
 *
 * @param content what was filled in; only with {@code accept} of a form
 */
public record ElicitResult(Action action, @Nullable ObjectNode content) {
  public ElicitResult {
    Objects.requireNonNull(action, "action");
  }

  /** Accepted, explicitly refused, or dismissed without a choice. */
  public enum Action {
    @JsonProperty("accept")
    ACCEPT,
    @JsonProperty("decline")
    DECLINE,
    @JsonProperty("cancel")
    CANCEL
  }
}
