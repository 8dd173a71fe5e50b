package dev.waybill.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code host[:port]}, as in a Host header or an Origin.
 *
 * @param host in lower case; an IPv6 address without its brackets
 * @param port −1 when none is given
 */
record Authority(String host, int port) {

  /** Parses strictly; null for anything that is not a host with an optional port. */
  static @Nullable Authority parse(String text) {
    int hostEnd;
    String host;
    if (text.startsWith("[")) {
      hostEnd = text.indexOf(']') + 1;
      if (hostEnd == 0) {
        return null;
      }
      host = text.substring(1, hostEnd - 1);
      if (!NetUtil.isValidIpV6Address(host) || host.indexOf('%') >= 0) {
        return null;
      }
    } else {
      int colon = text.indexOf(':');
      hostEnd = colon < 0 ? text.length() : colon;
      host = text.substring(0, hostEnd);
      if (!isName(host)) {
        return null;
      }
    }
    int port = -1;
    if (hostEnd < text.length()) {
      if (text.charAt(hostEnd) != ':') {
        return null;
      }
      port = port(text, hostEnd + 1);
      if (port < 0) {
        return null;
      }
    }
    return new Authority(host.toLowerCase(Locale.ROOT), port);
  }

  /** Whether this names the machine itself, whatever a DNS server says. */
  boolean isLoopback() {
    return host.equals("localhost")
        || (host.startsWith("127.") && NetUtil.isValidIpV4Address(host))
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1");
  }

  /** Whether the host is an address: a name can be made to point anywhere, an address cannot. */
  boolean isAddress() {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** Whether this is what {@code entry} allows; an entry without a port allows every port. */
  boolean matches(Authority entry) {
    return host.equals(entry.host) && (entry.port < 0 || entry.port == port);
  }

  Authority withDefaultPort(int standard) {
    return port < 0 ? new Authority(host, standard) : this;
  }

  private static boolean isName(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.'
              || c == '_';
      if (!good) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  private static int port(String text, int start) {
    int length = text.length() - start;
    if (length < 1 || length > 5) {
      return -1;
    }
    int port = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + c - '0';
    }
    return port > 65_535 ? -1 : port;
  }
}
