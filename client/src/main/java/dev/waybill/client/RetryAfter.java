package dev.waybill.client;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long a server asks to wait (RFC 9110, Retry-After): seconds or a date. */
final class RetryAfter {
  private static final Duration UNSAID = Duration.ofSeconds(1);

  private RetryAfter() {}

  static Duration of(HttpResponse<?> response) {
    String value = response.headers().firstValue("retry-after").orElse("").strip();
    if (value.matches("[0-9]{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), when);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return UNSAID;
    }
  }
}
