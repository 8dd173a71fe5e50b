package dev.waybill.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a host answered.
 *
 * @param uri where the answer came from; another than was asked for when redirects were followed
 * @param status the HTTP status
 * @param headers by name in lower case
 * @param body the whole body, decompressed; empty when there was none
 */
public record Fetched(URI uri, int status, Map<String, List<String>> headers, byte[] body) {
  /** The first header of a name, in any case. */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.stream().findFirst();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Status and length only: bodies and headers may hold secrets. */
  @Override
  public String toString() {
    return "Fetched[status=" + status + ", bytes=" + body.length + "]";
  }
}
