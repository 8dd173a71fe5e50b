package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import dev.waybill.fetch.FetchException;
import dev.waybill.fetch.Fetched;
import dev.waybill.fetch.Fetcher;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out who authorizes requests to a server
 * (basic/authorization/authorization-server-discovery). Documents count only when they lie where
 * they must and speak of whom they must.
 */
final class Discovery {
  private static final Map<String, String> JSON = Map.of("Accept", "application/json");

  private final URI server;
  private final Fetcher fetcher;

  Discovery(URI server, Fetcher fetcher) {
    this.server = server;
    this.fetcher = fetcher;
  }

  /** The metadata of the server; empty when it has none, as before revision 2025-06-18. */
  Optional<ResourceMetadata> resource(List<Challenge> challenges) {
    Optional<String> named =
        challenges.stream()
            .filter(Challenge::isOfOAuth)
            .flatMap(challenge -> challenge.parameter("resource_metadata").stream())
            .findFirst();
    if (named.isPresent()) {
      URI uri =
          Document.secureUrl(named.get())
              .orElseThrow(() -> wrong("names resource metadata" + " at what is no https URL"));
      if (!Origin.of(uri).equals(Origin.of(server))) {
        throw wrong("names resource metadata at another origin, " + Origin.of(uri));
      }
      return Optional.of(
          document(uri)
              .map(this::resource)
              .orElseThrow(() -> wrong("names resource metadata that is not there or no JSON")));
    }
    for (URI uri : wellKnown(server, "oauth-protected-resource", true)) {
      Optional<Document> found = document(uri);
      if (found.isPresent()) {
        return found.map(this::resource);
      }
    }
    return Optional.empty();
  }

  private ResourceMetadata resource(Document document) {
    String resource = document.text("resource").orElse("");
    if (!Resources.covers(resource, server)) {
      throw wrong(
          "has resource metadata of another resource; its 'resource' must be the server's URL or"
              + " lie above it");
    }
    List<String> issuers = document.texts("authorization_servers");
    if (issuers.isEmpty()) {
      throw wrong("has resource metadata that names no authorization server");
    }
    return new ResourceMetadata(
        resource,
        issuers,
        Scopes.of(document.texts("scopes_supported")),
        document.isTrue("dpop_bound_access_tokens_required"));
  }

  /** The metadata of an authorization server. */
  ServerMetadata authorizationServer(String issuer) {
    URI base =
        Document.secureUrl(issuer)
            .orElseThrow(() -> wrong("names an authorization server that is no https URL"));
    return find(issuer, base)
        .orElseThrow(() ->
            new AuthorizationException(
                "The authorization server "
                    + Origin.of(base)
                    + " of "
                    + Origin.of(server)
                    + " has no metadata at its well-known URLs; check the issuer that the server"
                    + " names."));
  }

  /** The server's own origin as authorization server, as revision 2025-03-26 has it. */
  ServerMetadata ownOrigin() {
    Origin origin = Origin.of(server);
    return find(origin.toString(), URI.create(origin.toString()))
        .orElseGet(() -> ServerMetadata.ofOrigin(origin));
  }

  private Optional<ServerMetadata> find(String issuer, URI base) {
    boolean mismatch = false;
    for (URI uri : places(base)) {
      Optional<Document> document = document(uri);
      if (document.isEmpty()) {
        continue;
      }
      if (document.get().text("issuer").filter(issuer::equals).isEmpty()) {
        mismatch = true;
        continue;
      }
      return Optional.of(
          ServerMetadata.of(document.get(), issuer)
              .orElseThrow(() ->
                  new AuthorizationException(
                      "The authorization server "
                          + Origin.of(base)
                          + " names no token endpoint with an https URL; it cannot be used.")));
    }
    if (mismatch) {
      throw new AuthorizationException(
          "The metadata of the authorization server "
              + Origin.of(base)
              + " names another issuer than the one it was found under, so it is not used. The"
              + " issuer must be the same, character by character.");
    }
    return Optional.empty();
  }

  private static List<URI> places(URI issuer) {
    List<URI> places = new ArrayList<>();
    places.addAll(wellKnown(issuer, "oauth-authorization-server", false));
    places.addAll(wellKnown(issuer, "openid-configuration", false));
    String path = path(issuer);
    if (!path.isEmpty()) {
      places.add(at(issuer, path + "/.well-known/openid-configuration"));
    }
    return places;
  }

  /** Well-known URLs of a URL: with its path behind, and where wanted, of the root. */
  private static List<URI> wellKnown(URI uri, String suffix, boolean rootToo) {
    String path = path(uri);
    URI first = at(uri, "/.well-known/" + suffix + path);
    return rootToo && !path.isEmpty()
        ? List.of(first, at(uri, "/.well-known/" + suffix))
        : List.of(first);
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static URI at(URI uri, String path) {
    return URI.create(Origin.of(uri) + path);
  }

  /** Empty when there is no such document; whoever has one elsewhere must not be asked for it. */
  private Optional<Document> document(URI uri) {
    Fetched fetched;
    try {
      fetched = fetcher.get(uri, JSON);
    } catch (FetchException e) {
      throw new AuthorizationException(
          "Cannot find out who authorizes requests to "
              + Origin.of(server)
              + ": "
              + e.getMessage());
    }
    if (!Origin.of(fetched.uri()).equals(Origin.of(uri))) {
      throw new AuthorizationException(
          "Metadata of "
              + Origin.of(uri)
              + " was redirected to "
              + Origin.of(fetched.uri())
              + "; metadata must come from the origin it speaks of.");
    }
    if (fetched.status() >= 500 || fetched.status() == 429) {
      throw new AuthorizationException(
          "Metadata of "
              + Origin.of(uri)
              + " cannot be read now (HTTP "
              + fetched.status()
              + "); try again later.");
    }
    return fetched.status() == 200 ? Document.parse(fetched.body()) : Optional.empty();
  }

  private AuthorizationException wrong(String what) {
    return new AuthorizationException(
        "The server " + Origin.of(server) + " " + what + ". Nothing was sent there.");
  }
}
