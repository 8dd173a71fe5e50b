package dev.waybill.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into server-sent events, as the HTML standard has it: lines end with LF, CR or
 * CRLF, comments say nothing, an empty line ends an event.
 */
final class EventParser {
  private static final String MESSAGE = "message";

  private final int maxEvent;
  private final Queue<Event> ready = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
  private boolean hasData;
  private boolean afterReturn;
  private boolean first = true;
  private String name = MESSAGE;
  private @Nullable String id;
  private @Nullable Long retry;

  EventParser(int maxEvent) {
    this.maxEvent = maxEvent;
  }

  /**
   * @throws TooLarge when an event is past the limit
   */
  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b == '\r' || b == '\n') {
        endLine();
      } else {
        if (line.size() + data.size() >= maxEvent) {
          throw new TooLarge(maxEvent);
        }
        line.write(b);
      }
    }
  }

  /** The next event that is complete. */
  @Nullable Event poll() {
    return ready.poll();
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    line.reset();
    int from = 0;
    if (first) {
      first = false;
      if (bytes.length >= 3
          && bytes[0] == (byte) 0xEF
          && bytes[1] == (byte) 0xBB
          && bytes[2] == (byte) 0xBF) {
        from = 3;
      }
    }
    if (bytes.length == from) {
      dispatch();
      return;
    }
    int colon = from;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    if (colon == from) {
      return; // a comment
    }
    String field = new String(bytes, from, colon - from, StandardCharsets.UTF_8);
    int value = colon + 1;
    if (value < bytes.length && bytes[value] == ' ') {
      value++;
    }
    int length = Math.max(0, bytes.length - value);
    switch (field) {
      case "data" -> {
        if (hasData) {
          data.write('\n');
        }
        data.write(bytes, Math.min(value, bytes.length), length);
        hasData = true;
      }
      case "event" -> name = text(bytes, value, length);
      case "id" -> id = text(bytes, value, length);
      case "retry" -> retry = number(text(bytes, value, length));
      default -> {
        // The standard says: ignore the field.
      }
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static @Nullable Long number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Long.valueOf(digits) : null;
  }

  private void dispatch() {
    if (hasData || id != null || retry != null) {
      ready.add(new Event(name.isEmpty() ? MESSAGE : name, data.toByteArray(), id, retry));
    }
    data.reset();
    hasData = false;
    name = MESSAGE;
    id = null;
    retry = null;
  }

  /** What a server sends is past a limit of this client. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(int limit) {
      super("the limit is " + limit + " bytes", null, false, false);
    }
  }
}
