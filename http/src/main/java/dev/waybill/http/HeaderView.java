package dev.waybill.http;

import dev.waybill.protocol.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The engine's view of a request's headers: nothing is looked at before it is asked for. */
record HeaderView(HttpHeaders headers) implements Headers {
  @Override
  public @Nullable String get(String name) {
    Iterator<String> values = headers.valueStringIterator(name);
    if (!values.hasNext()) {
      return null;
    }
    String first = trim(values.next());
    if (!values.hasNext()) {
      return first;
    }
    // Netty's iterator goes backwards, its list forwards.
    return headers.getAll(name).stream().map(HeaderView::trim).collect(Collectors.joining(", "));
  }

  /**
   * Without optional white space (RFC 9110 section 5.6.3), which is no more than blanks and tabs.
   */
  static String trim(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && blank(value.charAt(start))) {
      start++;
    }
    while (end > start && blank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }
}
