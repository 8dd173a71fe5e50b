package dev.waybill.oauth;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Parameters in the form {@code application/x-www-form-urlencoded}, in the order they were put. */
final class Form {
  private final Map<String, String> parameters = new LinkedHashMap<>();

  static Form ofGrant(String type) {
    return new Form().put("grant_type", type);
  }

  Form put(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  Form putScopes(Scopes scopes) {
    return scopes.isEmpty() ? this : put("scope", scopes.toString());
  }

  Form copy() {
    Form copy = new Form();
    copy.parameters.putAll(parameters);
    return copy;
  }

  String encoded() {
    StringJoiner joined = new StringJoiner("&");
    parameters.forEach((name, value) -> joined.add(encode(name) + "=" + encode(value)));
    return joined.toString();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Empty when a parameter comes twice or is written wrongly (RFC 6749, section 3.1). */
  static Optional<Map<String, String>> decode(@Nullable String query) {
    Map<String, String> decoded = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return Optional.of(decoded);
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      try {
        String name = URLDecoder.decode(before(pair, equals), StandardCharsets.UTF_8);
        String value =
            equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        if (decoded.put(name, value) != null) {
          return Optional.empty();
        }
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(decoded);
  }

  private static String before(String pair, int equals) {
    return equals < 0 ? pair : pair.substring(0, equals);
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    return "Form" + parameters.keySet();
  }
}
