package dev.waybill.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Reads Content-Type and Accept (RFC 9110 sections 8.3 and 12.5.1). */
final class MediaTypes {
  /** What nearly every client sends. */
  private static final String USUAL = "application/json, text/event-stream";

  private MediaTypes() {}

  /** Whether there is exactly one Content-Type and it is JSON in UTF-8. */
  static boolean isJson(HttpHeaders headers) {
    Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.CONTENT_TYPE);
    if (!values.hasNext()) {
      return false;
    }
    String value = values.next();
    if (values.hasNext()) {
      return false;
    }
    if (value.equals("application/json")) {
      return true;
    }
    List<String> parts = split(value, ';');
    if (!parts.getFirst().equalsIgnoreCase("application/json")) {
      return false;
    }
    for (String parameter : parts.subList(1, parts.size())) {
      String lower = parameter.toLowerCase(Locale.ROOT);
      if (lower.startsWith("charset")
          && !lower.equals("charset=utf-8")
          && !lower.equals("charset=\"utf-8\"")) {
        return false;
      }
    }
    return true;
  }

  /** Whether the client takes both a JSON object and an event stream; without Accept it does. */
  static boolean acceptsBoth(HttpHeaders headers) {
    Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.ACCEPT);
    if (!values.hasNext()) {
      return true;
    }
    String first = values.next();
    if (!values.hasNext() && first.equals(USUAL)) {
      return true;
    }
    List<String> ranges = ranges(first, values);
    return accepts(ranges, "application/json", "application/*")
        && accepts(ranges, "text/event-stream", "text/*");
  }

  /** Whether the client takes an event stream; without Accept it does. */
  static boolean acceptsStream(HttpHeaders headers) {
    Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.ACCEPT);
    return !values.hasNext()
        || accepts(ranges(values.next(), values), "text/event-stream", "text/*");
  }

  private static List<String> ranges(String first, Iterator<String> others) {
    List<String> ranges = new ArrayList<>(split(first, ','));
    while (others.hasNext()) {
      ranges.addAll(split(others.next(), ','));
    }
    return ranges;
  }

  /** Whether the client says that it takes gzip (RFC 9110 section 12.5.3). */
  static boolean acceptsGzip(HttpHeaders headers) {
    Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.ACCEPT_ENCODING);
    while (values.hasNext()) {
      for (String coding : split(values.next(), ',')) {
        List<String> parts = split(coding, ';');
        if (parts.getFirst().equalsIgnoreCase("gzip")) {
          return !excluded(parts);
        }
      }
    }
    return false;
  }

  /** The most specific range that covers a type decides. */
  private static boolean accepts(List<String> ranges, String type, String family) {
    int best = 0;
    boolean accepted = false;
    for (String range : ranges) {
      List<String> parts = split(range, ';');
      String name = parts.getFirst();
      int precision =
          name.equalsIgnoreCase(type)
              ? 3
              : name.equalsIgnoreCase(family) ? 2 : name.equals("*/*") ? 1 : 0;
      if (precision > best) {
        best = precision;
        accepted = !excluded(parts);
      } else if (precision > 0 && precision == best) {
        accepted |= !excluded(parts);
      }
    }
    return accepted;
  }

  /** Whether the weight is zero, however many digits it is written with. */
  private static boolean excluded(List<String> parts) {
    for (String part : parts.subList(1, parts.size())) {
      if (part.regionMatches(true, 0, "q=", 0, 2)) {
        String weight = part.substring(2);
        return !weight.isEmpty() && weight.chars().allMatch(c -> c == '0' || c == '.');
      }
    }
    return false;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>(4);
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == separator) {
        parts.add(HeaderView.trim(text.substring(start, i)));
        start = i + 1;
      }
    }
    return parts;
  }
}
