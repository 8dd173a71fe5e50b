package dev.waybill.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.waybill.server.Backplane.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one notification says: {@code 2 sender @channel =message =message @channel #number …}, in
 * which a number names a message that was too large and lies in a table. Anyone who may connect to
 * the database may send anything there, and what is not this is nothing.
 */
record PostgresNotice(String sender, List<Part> parts) {
  static final PostgresNotice NOTHING = new PostgresNotice("", List.of());

  private static final String VERSION = "2 ";

  /** PostgreSQL takes less than 8,000. */
  private static final int MOST_BYTES = 7_900;

  private static final Pattern SENDER = Pattern.compile("[0-9a-f]{16}");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /** A message, or where it lies. */
  sealed interface Part {
    record Whole(Message message) implements Part {}

    record Kept(String channel, long number) implements Part {}
  }

  static Optional<PostgresNotice> read(String payload) {
    if (!payload.startsWith(VERSION)) {
      return Optional.empty();
    }
    String[] words = payload.substring(VERSION.length()).split(" ", -1);
    if (!SENDER.matcher(words[0]).matches()) {
      return Optional.empty();
    }
    try {
      List<Part> parts = new ArrayList<>();
      String channel = "";
      for (int i = 1; i < words.length; i++) {
        String rest = words[i].isEmpty() ? "" : words[i].substring(1);
        switch (words[i].isEmpty() ? ' ' : words[i].charAt(0)) {
          case '@' -> channel = rest;
          case '=' -> parts.add(new Part.Whole(new Message(channel, DECODER.decode(rest))));
          case '#' -> parts.add(new Part.Kept(channel, Long.parseLong(rest)));
          default -> {
            return Optional.empty();
          }
        }
      }
      return Optional.of(new PostgresNotice(words[0], parts));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /** A notification being written. */
  static final class Draft {
    private final String sender;
    private final StringBuilder text = new StringBuilder();
    private String channel = "";

    Draft(String sender) {
      this.sender = sender;
      clear();
    }

    /** Whether a message can be carried by a notification at all. */
    static boolean carries(Message message) {
      long bytes = (message.bytes().length * 4L + 2) / 3;
      return VERSION.length() + 16 + 2 + message.channel().length() + 2 + bytes <= MOST_BYTES;
    }

    /** Adds a message; does nothing when there is no room left for it. */
    boolean add(Message message) {
      return add(message.channel(), '=' + new String(ENCODER.encode(message.bytes()), ISO_8859_1));
    }

    /** Adds where a message lies. */
    boolean add(String to, long number) {
      return add(to, "#" + number);
    }

    private boolean add(String to, String word) {
      String change = to.equals(channel) ? "" : " @" + to;
      if (text.length() + change.length() + 1 + word.length() > MOST_BYTES) {
        return false;
      }
      text.append(change).append(' ').append(word);
      channel = to;
      return true;
    }

    boolean isEmpty() {
      return channel.isEmpty();
    }

    /** What was written; the next notification begins. */
    String take() {
      String taken = text.toString();
      clear();
      return taken;
    }

    private void clear() {
      text.setLength(0);
      text.append(VERSION).append(sender);
      channel = "";
    }
  }
}
