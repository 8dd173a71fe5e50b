package dev.waybill.fetch;

import dev.waybill.fetch.FetchException.Reason;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Decides which hosts may be reached. What it answers are the addresses to connect to: nobody looks
 * the name up again, so a name that changes between check and connection changes nothing.
 */
record Guard(boolean loopback, boolean privateAddresses, Resolver resolver) {
  /** Looks a name up; literal addresses too. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  List<InetAddress> addresses(URI uri) throws InterruptedIOException {
    InetAddress[] found;
    try {
      found = lookup(bare(host(uri)));
    } catch (ExecutionException e) {
      throw new FetchException(
          Reason.UNREACHABLE, authority(uri), "there is no host of that name; check the URL.");
    }
    for (InetAddress address : found) {
      check(uri, AddressKind.of(address));
    }
    return List.of(found);
  }

  /** The system looks names up in native code, which would pin a virtual thread to its carrier. */
  private InetAddress[] lookup(String host) throws InterruptedIOException, ExecutionException {
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(host));
    Thread.ofPlatform().daemon().name("waybill-fetch-lookup").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void check(URI uri, AddressKind kind) {
    boolean allowed =
        switch (kind) {
          case PUBLIC -> true;
          case LOOPBACK -> loopback || privateAddresses;
          case PRIVATE -> privateAddresses;
          case UNUSABLE -> false;
        };
    if (!allowed) {
      String what =
          switch (kind) {
            case PUBLIC, LOOPBACK -> "lies on this machine (a loopback address)";
            case PRIVATE -> "lies at a private address";
            case UNUSABLE -> "lies at a link-local, multicast or reserved address";
          };
      String advice =
          kind == AddressKind.UNUSABLE
              ? "Nothing is fetched from there."
              : "Nothing is fetched from there unless it is allowed: allow private addresses if"
                  + " this host is trusted.";
      throw new FetchException(Reason.FORBIDDEN_ADDRESS, authority(uri), what + ". " + advice);
    }
    if (kind != AddressKind.LOOPBACK && !secure(uri)) {
      throw new FetchException(
          Reason.INSECURE,
          authority(uri),
          "plain http is used only on this machine; use an https URL.");
    }
  }

  static boolean secure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** The URL's host, once it is clear that it is one that can be fetched. */
  static String host(URI uri) {
    String host = uri.getHost();
    if (host == null || host.isEmpty() || uri.getRawUserInfo() != null) {
      throw new FetchException(
          Reason.BAD_URL,
          host == null ? "A URL without a host" : host,
          "only URLs of the form https://host/path, without user and password, are fetched.");
    }
    if (!secure(uri) && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new FetchException(
          Reason.BAD_URL, host, "only http and https URLs are fetched, not other schemes.");
    }
    return host;
  }

  /** Host and port as the URL has them. */
  static String authority(URI uri) {
    return uri.getPort() < 0 ? host(uri) : host(uri) + ":" + uri.getPort();
  }

  /** A host without the brackets of an IPv6 literal. */
  static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
