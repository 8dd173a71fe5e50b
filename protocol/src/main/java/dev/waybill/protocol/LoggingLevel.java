package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** Severity of a log message, least severe first (RFC 5424; server/utilities/logging). */
public enum LoggingLevel {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The level of that wire name, case-sensitively. */
  public static Optional<LoggingLevel> of(String wireName) {
    for (LoggingLevel level : values()) {
      if (level.wireName.equals(wireName)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}
