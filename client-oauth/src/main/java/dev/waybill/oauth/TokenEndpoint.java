package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import dev.waybill.fetch.FetchException;
import dev.waybill.fetch.Fetched;
import dev.waybill.fetch.Fetcher;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks token endpoints, proving who the client is (RFC 6749, 3.2) and which key it holds. */
final class TokenEndpoint {
  private static final String JWT_ASSERTION =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Fetcher fetcher;
  private final Nonces nonces;
  private final InstantSource clock;

  TokenEndpoint(Fetcher fetcher, Nonces nonces, InstantSource clock) {
    this.fetcher = fetcher;
    this.nonces = nonces;
    this.clock = clock;
  }

  /** Tokens, bound to the key where one is given. */
  Tokens tokens(ServerMetadata server, RegisteredClient client, Form form, @Nullable DpopKey key) {
    Tokens tokens = Tokens.of(answer(server, client, form, key), server.issuer(), clock.instant());
    if (tokens.bound() != (key != null)) {
      throw new AuthorizationException(
          "The authorization server "
              + server.issuer()
              + (key == null
                  ? " gave a token bound to a key that nobody showed it."
                  : " gave a token that is not bound to the client's key, though DPoP was asked"
                      + " for; it is not used."));
    }
    return tokens;
  }

  /** The answer to a request. */
  Document answer(
      ServerMetadata server, RegisteredClient client, Form form, @Nullable DpopKey key) {
    Fetched fetched = send(server, client, form, key);
    if (key != null && isNonceWanted(fetched)) {
      fetched = send(server, client, form, key);
    }
    Optional<Document> document = Document.parse(fetched.body());
    if (fetched.status() == 200 && document.isPresent()) {
      return document.get();
    }
    Optional<String> code = document.flatMap(error -> error.text("error"));
    if (code.isEmpty() || fetched.status() >= 500) {
      throw new AuthorizationException(
          "The token endpoint of "
              + server.issuer()
              + " answered with HTTP "
              + fetched.status()
              + " and no OAuth error; try again later.");
    }
    throw new Refusal(server.issuer(), "a token", code.get());
  }

  private static boolean isNonceWanted(Fetched fetched) {
    return fetched.status() == 400
        && fetched.header("dpop-nonce").isPresent()
        && Document.parse(fetched.body())
            .flatMap(error -> error.text("error"))
            .filter("use_dpop_nonce"::equals)
            .isPresent();
  }

  private Fetched send(
      ServerMetadata server, RegisteredClient client, Form given, @Nullable DpopKey key) {
    Form form = given.copy();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    headers.put("Accept", "application/json");
    authenticate(server, client, form, headers);
    if (key != null) {
      headers.put(
          "DPoP",
          key.proof(
              "POST",
              server.tokenEndpoint(),
              null,
              nonces.of(server.tokenEndpoint()),
              clock.instant()));
    }
    try {
      byte[] body = form.encoded().getBytes(StandardCharsets.US_ASCII);
      Fetched fetched = fetcher.post(server.tokenEndpoint(), headers, body);
      fetched.header("dpop-nonce").ifPresent(nonce -> nonces.learn(server.tokenEndpoint(), nonce));
      return fetched;
    } catch (FetchException e) {
      throw new AuthorizationException("No token from " + server.issuer() + ": " + e.getMessage());
    }
  }

  private void authenticate(
      ServerMetadata server, RegisteredClient client, Form form, Map<String, String> headers) {
    switch (client.authentication()) {
      case ClientAuthentication.None none -> form.put("client_id", client.clientId());
      case ClientAuthentication.PrivateKeyJwt jwt ->
          form.put("client_assertion_type", JWT_ASSERTION)
              .put(
                  "client_assertion",
                  Jwts.assertion(jwt, client.clientId(), server, clock.instant()));
      case ClientAuthentication.Secret secret -> {
        if (method(secret, server) == ClientAuthentication.Method.POST) {
          form.put("client_id", client.clientId()).put("client_secret", secret.secret());
        } else {
          String pair = Form.encode(client.clientId()) + ":" + Form.encode(secret.secret());
          headers.put(
              "Authorization",
              "Basic "
                  + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
        }
      }
    }
  }

  /** The header unless only the form is taken: RFC 6749, section 2.3.1, has all know the header. */
  private static ClientAuthentication.Method method(
      ClientAuthentication.Secret secret, ServerMetadata server) {
    return switch (secret.method()) {
      case BASIC -> ClientAuthentication.Method.BASIC;
      case POST -> ClientAuthentication.Method.POST;
      case AS_OFFERED -> {
        List<String> offered = server.tokenAuthMethods().orElse(List.of("client_secret_basic"));
        yield offered.contains("client_secret_post") && !offered.contains("client_secret_basic")
            ? ClientAuthentication.Method.POST
            : ClientAuthentication.Method.BASIC;
      }
    };
  }
}
