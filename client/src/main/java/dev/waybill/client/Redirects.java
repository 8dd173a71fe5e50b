package dev.waybill.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;

/**
 * Where a redirect may lead: to the same origin, and with the same method. Another origin never
 * sees what was meant for this one.
 */
final class Redirects {
  private Redirects() {}

  static URI target(URI from, HttpResponse<Body> response, Where where) {
    int status = response.statusCode();
    String location = response.headers().firstValue("location").orElse("");
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw where.violation("it answers with status " + status + " and no usable Location");
    }
    if (location.isEmpty() || (status != 307 && status != 308)) {
      throw where.violation(
          "it answers with status "
              + status
              + ": only 307 and 308 keep a POST. Connect to the address it moved to");
    }
    if (!origin(to).equals(origin(from))) {
      throw where.violation(
          "it redirects to another origin, "
              + Where.tidy(origin(to))
              + ", which is refused. Connect to that address if you trust it");
    }
    return to;
  }

  static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }
}
