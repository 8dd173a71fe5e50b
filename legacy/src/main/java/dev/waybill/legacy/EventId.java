package dev.waybill.legacy;

import java.util.Optional;

/**
 * The id of an event: which stream it belongs to, and its place there.
 *
 * @param stream random, and known to its session alone
 * @param number from 0
 */
record EventId(String stream, long number) {
  static Optional<EventId> parse(String text) {
    int dot = text.lastIndexOf('.');
    if (dot < 1 || text.length() > 64 || !text.matches("[A-Za-z0-9_-]+\\.[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new EventId(text.substring(0, dot), Long.parseLong(text, dot + 1, text.length(), 10)));
  }

  @Override
  public String toString() {
    return stream + "." + number;
  }
}
