package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who speaks in a conversation: {@code user} or {@code assistant}. */
public enum Role {
  @JsonProperty("user")
  USER,
  @JsonProperty("assistant")
  ASSISTANT
}
