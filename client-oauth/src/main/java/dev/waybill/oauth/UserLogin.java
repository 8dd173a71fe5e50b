package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The authorization code grant with PKCE (RFC 6749, 4.1; RFC 7636). */
record UserLogin(Login login, Clients clients, TokenEndpoint tokenEndpoint) {

  Tokens tokens(Authority authority, Scopes scopes, @Nullable DpopKey key)
      throws InterruptedException {
    ServerMetadata server = authority.server();
    URI endpoint =
        server
            .authorizationEndpoint()
            .orElseThrow(() -> unfit(server, "names no place where users log in"));
    if (Origin.of(endpoint).isLoopback() && !Origin.of(server.tokenEndpoint()).isLoopback()) {
      throw unfit(server, "would lead the user's browser to this machine");
    }
    if (!server.challengeMethods().contains("S256")) {
      throw unfit(server, "does not say that it supports PKCE with S256");
    }
    Optional<RegisteredClient> known = clients.known(server);
    Optional<Registration> earlier =
        known.isPresent() ? Optional.empty() : clients.earlier(server.issuer());
    try (Login.Visit visit = login.open(earlier.map(Registration::redirectUri))) {
      URI redirectUri = visit.redirectUri();
      RegisteredClient client =
          known.orElseGet(() -> clients.registration(server, earlier, redirectUri, key != null));
      AuthorizationRequest request =
          new AuthorizationRequest(
              server, endpoint, client.clientId(), redirectUri, authority.resource(), scopes, key);
      String code = request.code(visit.visit(request.url()));
      Form form =
          Form.ofGrant("authorization_code")
              .put("code", code)
              .put("redirect_uri", redirectUri.toString())
              .put("code_verifier", request.verifier())
              .put("resource", authority.resource());
      return tokenEndpoint.tokens(server, client, form, key);
    } catch (IOException e) {
      // A server that forgot the client shows that to the user and sends nobody back.
      clients.forget(server.issuer());
      throw new AuthorizationException(
          "Nobody logged in at " + server.issuer() + ": " + e.getMessage() + ".");
    } catch (Refusal e) {
      if (e.is("invalid_client") || e.is("unauthorized_client")) {
        clients.forget(server.issuer());
      }
      throw e;
    }
  }

  private static AuthorizationException unfit(ServerMetadata server, String what) {
    return new AuthorizationException(
        "The authorization server " + server.issuer() + " " + what + "; it cannot be used.");
  }
}
