package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import dev.waybill.fetch.FetchException;
import dev.waybill.fetch.Fetched;
import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Json;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that an authorization server registered on request (RFC 7591), and the redirect URI it
 * registered.
 *
 * @param secretEnds when its secret ends; null when it does not
 */
record Registration(RegisteredClient client, URI redirectUri, @Nullable Instant secretEnds) {
  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json", "Accept", "application/json");

  boolean isUsable(Instant now) {
    return secretEnds == null || secretEnds.isAfter(now);
  }

  /** Registers a client. */
  static Registration request(
      ServerMetadata server,
      URI endpoint,
      String name,
      URI redirectUri,
      boolean bound,
      Fetcher fetcher) {
    String method = method(server);
    ObjectNode body = Json.mapper().createObjectNode().put("client_name", name);
    body.putArray("redirect_uris").add(redirectUri.toString());
    body.putArray("grant_types").add("authorization_code").add("refresh_token");
    body.putArray("response_types").add("code");
    body.put("token_endpoint_auth_method", method);
    body.put("application_type", applicationType(redirectUri));
    if (bound) {
      body.put("dpop_bound_access_tokens", true);
    }
    Fetched fetched;
    try {
      fetched = fetcher.post(endpoint, JSON, Json.bytes(body));
    } catch (FetchException e) {
      throw new AuthorizationException(
          "No registration at " + server.issuer() + ": " + e.getMessage());
    }
    Optional<Document> answer = Document.parse(fetched.body());
    if (fetched.status() / 100 != 2 || answer.isEmpty()) {
      String code = answer.flatMap(error -> error.text("error")).orElse("");
      throw new Refusal(server.issuer(), "to register the client", code);
    }
    return of(answer.get(), server, method, redirectUri);
  }

  private static Registration of(
      Document answer, ServerMetadata server, String asked, URI redirectUri) {
    String id =
        answer
            .text("client_id")
            .filter(text -> !text.isBlank())
            .orElseThrow(() ->
                new AuthorizationException(
                    "The authorization server "
                        + server.issuer()
                        + " registered the client without giving it an id; register it by hand."));
    String method = answer.text("token_endpoint_auth_method").orElse(asked);
    ClientAuthentication authentication =
        answer
            .text("client_secret")
            .filter(secret -> !method.equals("none"))
            .<ClientAuthentication>map(secret ->
                new ClientAuthentication.Secret(
                    secret,
                    method.equals("client_secret_post")
                        ? ClientAuthentication.Method.POST
                        : ClientAuthentication.Method.BASIC))
            .orElseGet(ClientAuthentication::none);
    Optional<Long> ends =
        answer
            .number("client_secret_expires_at")
            .filter(seconds -> seconds > 0 && seconds < Instant.MAX.getEpochSecond());
    return new Registration(
        new RegisteredClient(server.issuer(), id, authentication),
        redirectUri,
        ends.map(Instant::ofEpochSecond).orElse(null));
  }

  /**
   * A secret that every copy of a program has is none, so it is asked for only where it must be.
   */
  private static String method(ServerMetadata server) {
    List<String> offered = server.tokenAuthMethods().orElse(List.of("client_secret_basic"));
    return List.of("none", "client_secret_basic", "client_secret_post").stream()
        .filter(offered::contains)
        .findFirst()
        .orElseThrow(() ->
            new AuthorizationException(
                "The authorization server "
                    + server.issuer()
                    + " registers no clients that can log in without a key of their own; register"
                    + " one there and pass it."));
  }

  private static String applicationType(URI redirectUri) {
    return "https".equals(redirectUri.getScheme()) ? "web" : "native";
  }
}
