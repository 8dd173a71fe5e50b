package dev.waybill.discovery;

import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What URLs in documents must be like, and what their hosts say. */
final class Urls {
  private Urls() {}

  /** Whether a URL is https, or http on this machine. */
  static boolean isSafe(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return lower.startsWith("https://")
        || lower.startsWith("{")
        || (lower.startsWith("http://") && isLoopback(host(lower)));
  }

  /**
   * @throws IllegalArgumentException when it is not safe
   */
  static void demandSafe(String url) {
    if (!isSafe(url)) {
      throw new IllegalArgumentException(
          "A public document must not send clients to "
              + url
              + ": expected https outside this machine");
    }
  }

  /** The host of a URL, which may be a template, as it is written there. */
  private static String host(String url) {
    String rest = url.substring(url.indexOf("://") + 3).split("[/?#]", 2)[0];
    rest = rest.substring(rest.lastIndexOf('@') + 1);
    int end = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
    return end > 0 ? rest.substring(0, end) : rest;
  }

  static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || host.equals("[::1]")
            || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"));
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  /** {@code com.example.mcp} for a URL at {@code mcp.example.com}. */
  static String namespace(URI url) {
    String host = url.getHost();
    if (host == null || isLoopback(host)) {
      return "localhost";
    }
    return isAddress(host) ? host.replaceAll("[\\[\\]]", "").replace(':', '-') : reversed(host);
  }

  /** A host's name from its end, and back. */
  static String reversed(String name) {
    List<String> labels = Arrays.asList(name.toLowerCase(Locale.ROOT).split("\\."));
    Collections.reverse(labels);
    return String.join(".", labels);
  }
}
