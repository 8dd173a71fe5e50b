package dev.waybill.jdbc;

import dev.waybill.tasks.Backplane.Message;
import dev.waybill.tasks.Backplane.News;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What goes over a channel: {@code 1 sender Dtask Ctask …}, with a version first. Anyone who may
 * connect to the database may send anything there, and what is not this is nothing.
 */
record PostgresNews(String sender, List<Message> messages) {
  private static final String VERSION = "1 ";
  private static final int MOST_BYTES = 7_900;
  private static final int LONGEST_ID = 512;
  private static final Pattern SENDER = Pattern.compile("[0-9a-f]{16}");

  /** Takes as many messages as fit into one payload; those that never would are dropped. */
  static String payload(String sender, Iterator<Message> messages) {
    StringBuilder payload = new StringBuilder(VERSION).append(sender);
    while (messages.hasNext() && payload.length() + LONGEST_ID < MOST_BYTES) {
      Message message = messages.next();
      String id = URLEncoder.encode(message.taskId(), StandardCharsets.UTF_8);
      if (id.length() <= LONGEST_ID) {
        payload.append(' ').append(letter(message.news())).append(id);
      }
    }
    return payload.toString();
  }

  static Optional<PostgresNews> read(String payload) {
    if (!payload.startsWith(VERSION)) {
      return Optional.empty();
    }
    String[] parts = payload.substring(VERSION.length()).split(" ", -1);
    if (!SENDER.matcher(parts[0]).matches()) {
      return Optional.empty();
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      Optional<News> news = parts[i].isEmpty() ? Optional.empty() : news(parts[i].charAt(0));
      if (news.isEmpty() || parts[i].length() > LONGEST_ID + 1) {
        return Optional.empty();
      }
      try {
        String id = URLDecoder.decode(parts[i].substring(1), StandardCharsets.UTF_8);
        messages.add(new Message(news.get(), id));
      } catch (IllegalArgumentException broken) {
        return Optional.empty();
      }
    }
    return Optional.of(new PostgresNews(parts[0], messages));
  }

  private static char letter(News news) {
    return switch (news) {
      case DUE -> 'D';
      case CHANGED -> 'C';
      case CANCEL -> 'X';
    };
  }

  private static Optional<News> news(char letter) {
    return switch (letter) {
      case 'D' -> Optional.of(News.DUE);
      case 'C' -> Optional.of(News.CHANGED);
      case 'X' -> Optional.of(News.CANCEL);
      default -> Optional.empty();
    };
  }
}
