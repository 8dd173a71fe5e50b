package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.tasks.Backplane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Writes and reads what goes over the channel: a line that says who sent it, then a line for each
 * task: a letter and its id. Whoever may connect to Redis may write anything there, so all else is
 * passed over.
 */
final class NewsCodec {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_ID = 200;

  private final String self = UUID.randomUUID().toString();

  byte[] write(Collection<Backplane.Message> messages) {
    StringBuilder text = new StringBuilder(self);
    for (Backplane.Message message : messages) {
      text.append('\n').append(letter(message.news())).append(message.taskId());
    }
    return text.toString().getBytes(UTF_8);
  }

  private static char letter(Backplane.News news) {
    return switch (news) {
      case DUE -> 'd';
      case CHANGED -> 'c';
      case CANCEL -> 'x';
    };
  }

  /** What others sent; nothing of what this one sent itself. */
  List<Backplane.Message> read(byte[] bytes) {
    List<Backplane.Message> messages = new ArrayList<>();
    if (bytes.length > MAX_BYTES) {
      return messages;
    }
    String[] lines = new String(bytes, UTF_8).split("\n", -1);
    if (lines[0].equals(self)) {
      return messages;
    }
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i];
      if (line.length() < 2 || line.length() > MAX_ID) {
        continue;
      }
      String id = line.substring(1);
      switch (line.charAt(0)) {
        case 'd' -> messages.add(new Backplane.Message(Backplane.News.DUE, id));
        case 'c' -> messages.add(new Backplane.Message(Backplane.News.CHANGED, id));
        case 'x' -> messages.add(new Backplane.Message(Backplane.News.CANCEL, id));
        default -> {}
      }
    }
    return messages;
  }
}
