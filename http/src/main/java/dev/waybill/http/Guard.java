package dev.waybill.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages from reaching a server through a browser that can (Streamable HTTP, Security and
 * Endpoint): the Host header must name this server, which DNS rebinding cannot arrange, and the
 * Origin header, where there is one, must name a page that is allowed to call.
 */
final class Guard {
  private final boolean loopback;
  private final List<Authority> hosts;
  private final List<Origin> origins;

  Guard(boolean loopback, List<Authority> hosts, List<Origin> origins) {
    this.loopback = loopback;
    this.hosts = List.copyOf(hosts);
    this.origins = List.copyOf(origins);
  }

  /** The one Host header, or null when there is none, more than one or a malformed one. */
  static @Nullable Authority host(HttpHeaders headers) {
    String value = only(headers, HttpHeaderNames.HOST);
    return value == null ? null : Authority.parse(value);
  }

  /** The one value of a header; null when there is none or more than one. */
  static @Nullable String only(HttpHeaders headers, CharSequence name) {
    Iterator<String> values = headers.valueStringIterator(name);
    if (!values.hasNext()) {
      return null;
    }
    String value = values.next();
    return values.hasNext() ? null : value;
  }

  boolean allowsHost(Authority host) {
    if (loopback) {
      return host.isLoopback() || listed(host);
    }
    return hosts.isEmpty() || listed(host);
  }

  boolean allowsOrigin(String text, Authority host) {
    Origin origin = Origin.parse(text);
    if (origin == null) {
      return false;
    }
    if (origins.contains(origin)) {
      return true;
    }
    if (loopback) {
      return origin.authority().isLoopback();
    }
    // A page whose name was rebound to this server has its own name in Host as well, so a name
    // vouches for itself only when it is listed.
    return origin.isAt(host) && (host.isAddress() || listed(host));
  }

  private boolean listed(Authority host) {
    for (int i = 0; i < hosts.size(); i++) {
      if (host.matches(hosts.get(i))) {
        return true;
      }
    }
    return false;
  }
}
