package dev.waybill.oauth;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of a URL, with the default port filled in. */
record Origin(String scheme, String host, int port) {
  static Origin of(URI uri) {
    String scheme = lower(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, lower(uri.getHost()), port);
  }

  boolean isLoopback() {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  /** Whether what is secret may be sent there: over TLS, or to this machine. */
  boolean isSecure() {
    return scheme.equals("https") || (scheme.equals("http") && isLoopback());
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host + (usual ? "" : ":" + port);
  }
}
