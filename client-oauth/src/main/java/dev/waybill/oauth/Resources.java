package dev.waybill.oauth;

import java.net.URI;

/** Resource indicators (RFC 8707): which server a token is for. */
final class Resources {
  private Resources() {}

  /** The canonical URI of a server without metadata. */
  static String canonical(URI server) {
    String path = server.getRawPath() == null ? "" : server.getRawPath();
    String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
    return Origin.of(server) + (path.equals("/") ? "" : path) + query;
  }

  /**
   * Whether a resource is the server or lies above it: same origin, and a path that leads there.
   */
  static boolean covers(String resource, URI server) {
    URI uri;
    try {
      uri = URI.create(resource);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (uri.getHost() == null || uri.getRawFragment() != null) {
      return false;
    }
    return Origin.of(uri).equals(Origin.of(server))
        && folder(server).startsWith(folder(uri))
        && (uri.getRawQuery() == null || uri.getRawQuery().equals(server.getRawQuery()));
  }

  private static String folder(URI uri) {
    String path = uri.normalize().getRawPath() == null ? "" : uri.normalize().getRawPath();
    return path.endsWith("/") ? path : path + "/";
  }
}
