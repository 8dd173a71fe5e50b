package dev.waybill.fetch;

import dev.waybill.fetch.FetchException.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.HttpException;

/** A GET and the redirects it meets. */
record Redirects(Wire wire, int max, URI first, Map<String, String> headers) {
  static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  Fetched follow() throws IOException, HttpException {
    URI uri = first;
    Map<String, String> sent = headers;
    for (int followed = 0; ; followed++) {
      Fetched answer = wire.send(new Wire.Outgoing("GET", uri, sent, new byte[0]));
      if (!isRedirect(answer.status()) || answer.header("location").isEmpty()) {
        return answer;
      }
      if (followed == max) {
        throw refused(uri, "redirects more than " + max + " times; ask for the final URL");
      }
      URI next = target(uri, answer.header("location").get());
      if (Guard.secure(uri) && !Guard.secure(next)) {
        throw refused(uri, "redirects from https to http, which is not followed");
      }
      if (!origin(next).equals(origin(uri))) {
        sent = Map.of();
      }
      uri = next;
    }
  }

  private static URI target(URI from, String location) {
    try {
      URI target = from.resolve(location);
      Guard.host(target);
      return target;
    } catch (IllegalArgumentException e) {
      throw refused(from, "redirects to what is no URL");
    }
  }

  private static String origin(URI uri) {
    int port = uri.getPort() >= 0 ? uri.getPort() : Guard.secure(uri) ? 443 : 80;
    return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
  }

  private static FetchException refused(URI uri, String what) {
    return new FetchException(Reason.REDIRECT, Guard.authority(uri), what + ".");
  }
}
