package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import dev.waybill.fetch.Fetcher;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who we are for an authorization server (basic/authorization/client-registration): a client
 * registered with it by hand, a Client ID Metadata Document, or one it registers on request. What
 * one server gave is never shown to another.
 *
 * @param document a client whose id is the URL of its metadata; its issuer does not matter
 */
record Clients(
    List<RegisteredClient> registered,
    @Nullable RegisteredClient document,
    String name,
    TokenStore store,
    Fetcher fetcher,
    InstantSource clock) {

  /** A client that needs no registration. */
  Optional<RegisteredClient> known(ServerMetadata server) {
    Optional<RegisteredClient> ours = registeredWith(server.issuer());
    if (ours.isPresent()) {
      return ours;
    }
    if (document != null && server.clientIdDocuments()) {
      return Optional.of(document);
    }
    if (!registered.isEmpty()) {
      throw notOurs(server.issuer());
    }
    return Optional.empty();
  }

  Optional<RegisteredClient> registeredWith(String issuer) {
    return registered.stream().filter(client -> client.issuer().equals(issuer)).findFirst();
  }

  /** For grants without a user, which know no other clients. */
  RegisteredClient required(String issuer) {
    return registeredWith(issuer).orElseThrow(() -> notOurs(issuer));
  }

  private AuthorizationException notOurs(String issuer) {
    return new AuthorizationException(
        "The server is authorized by "
            + issuer
            + ", where no client was registered for us"
            + (registered.isEmpty()
                ? ""
                : " (but with "
                    + String.join(", ", registered.stream().map(RegisteredClient::issuer).toList())
                    + ")")
            + ". Credentials go to their own authorization server only; register a client with"
            + " this one and pass it.");
  }

  Optional<Registration> earlier(String issuer) {
    return store
        .get(key(issuer))
        .flatMap(Stored::registration)
        .filter(found -> found.client().issuer().equals(issuer) && found.isUsable(clock.instant()));
  }

  /** The earlier registration where it fits, or a new one. */
  RegisteredClient registration(
      ServerMetadata server, Optional<Registration> earlier, URI redirectUri, boolean bound) {
    if (earlier.filter(found -> found.redirectUri().equals(redirectUri)).isPresent()) {
      return earlier.get().client();
    }
    URI endpoint =
        server
            .registrationEndpoint()
            .orElseThrow(() ->
                new AuthorizationException(
                    "The authorization server "
                        + server.issuer()
                        + " registers no clients on request"
                        + (server.clientIdDocuments()
                            ? "; pass the URL of a Client ID Metadata Document, or register a"
                                + " client there and pass it."
                            : "; register a client there and pass it.")));
    Registration made = Registration.request(server, endpoint, name, redirectUri, bound, fetcher);
    store.put(key(server.issuer()), Stored.text(made));
    return made.client();
  }

  /** The client that tokens of an issuer were given to. */
  Optional<RegisteredClient> holder(ServerMetadata server) {
    Optional<RegisteredClient> known = known(server);
    return known.isPresent() ? known : earlier(server.issuer()).map(Registration::client);
  }

  void forget(String issuer) {
    store.remove(key(issuer));
  }

  private static String key(String issuer) {
    return "client " + issuer;
  }
}
