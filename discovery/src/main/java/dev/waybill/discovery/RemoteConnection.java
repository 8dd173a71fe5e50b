package dev.waybill.discovery;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All it takes to connect to a remote, its inputs filled in.
 *
 * @param type {@link Remote#STREAMABLE_HTTP} or {@link Remote#SSE}
 * @param headers what each request carries
 * @param secrets the names of headers that must not be shown
 * @param supportedProtocolVersions as the card claims; empty when it does not say
 */
public record RemoteConnection(
    String type,
    URI url,
    Map<String, String> headers,
    Set<String> secrets,
    List<String> supportedProtocolVersions) {

  public RemoteConnection {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    secrets = Set.copyOf(secrets);
    supportedProtocolVersions = List.copyOf(supportedProtocolVersions);
  }

  /**
   * Fills a remote in.
   *
   * @throws DiscoveryException when a value is missing or cannot be taken, all of which are named,
   *     or when what comes out is no URL that is https or on this machine
   */
  public static RemoteConnection to(Remote remote, Inputs inputs) {
    return new Filling(inputs).fill(remote);
  }

  /** Without the values of secret headers. */
  @Override
  public String toString() {
    Map<String, String> shown = new LinkedHashMap<>(headers);
    shown.replaceAll((name, value) -> secrets.contains(name) ? "•••" : value);
    return "RemoteConnection[" + type + " " + url + " " + shown + "]";
  }
}
