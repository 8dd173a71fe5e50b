package dev.waybill.oauth;

import dev.waybill.protocol.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sessions and registrations as text in a {@link TokenStore}. What cannot be read back counts as
 * absent: the user logs in again.
 */
final class Stored {
  private Stored() {}

  static String text(Session session) {
    ObjectNode node =
        Json.mapper()
            .createObjectNode()
            .put("name", session.name())
            .put("issuer", session.issuer())
            .put("resource", session.resource())
            .put("requested", session.requested().toString())
            .put("access_token", session.tokens().access())
            .put("token_type", session.tokens().bound() ? "DPoP" : "Bearer");
    put(node, "renew_at", session.tokens().expires());
    if (session.tokens().refresh() != null) {
      node.put("refresh_token", session.tokens().refresh());
    }
    if (session.key() != null) {
      node.put("key", session.key().stored());
    }
    return node.toString();
  }

  static Optional<Session> session(String text) {
    return read(text)
        .flatMap(document -> {
          Optional<String> access = document.text("access_token");
          Optional<String> issuer = document.text("issuer");
          Optional<String> resource = document.text("resource");
          Optional<DpopKey> key = document.text("key").flatMap(Stored::key);
          boolean bound = document.text("token_type").filter("DPoP"::equals).isPresent();
          if (access.isEmpty()
              || issuer.isEmpty()
              || resource.isEmpty()
              || bound != key.isPresent()) {
            return Optional.empty();
          }
          return Optional.of(
              new Session(
                  document.text("name").orElse(""),
                  issuer.get(),
                  resource.get(),
                  Scopes.parse(document.text("requested")),
                  new Tokens(
                      access.get(),
                      bound,
                      instant(document, "renew_at"),
                      document.text("refresh_token").orElse(null)),
                  key.orElse(null)));
        });
  }

  static String text(Registration registration) {
    RegisteredClient client = registration.client();
    ObjectNode node =
        Json.mapper()
            .createObjectNode()
            .put("issuer", client.issuer())
            .put("client_id", client.clientId())
            .put("redirect_uri", registration.redirectUri().toString());
    if (client.authentication() instanceof ClientAuthentication.Secret secret) {
      node.put("client_secret", secret.secret()).put("method", secret.method().name());
    }
    put(node, "secret_ends", registration.secretEnds());
    return node.toString();
  }

  static Optional<Registration> registration(String text) {
    return read(text)
        .flatMap(document -> {
          Optional<String> id = document.text("client_id");
          Optional<String> issuer = document.text("issuer");
          Optional<String> redirectUri = document.text("redirect_uri");
          if (id.isEmpty() || issuer.isEmpty() || redirectUri.isEmpty()) {
            return Optional.empty();
          }
          ClientAuthentication authentication =
              document
                  .text("client_secret")
                  .<ClientAuthentication>map(secret ->
                      new ClientAuthentication.Secret(
                          secret,
                          document.text("method").filter("POST"::equals).isPresent()
                              ? ClientAuthentication.Method.POST
                              : ClientAuthentication.Method.BASIC))
                  .orElseGet(ClientAuthentication::none);
          return Optional.of(
              new Registration(
                  new RegisteredClient(issuer.get(), id.get(), authentication),
                  URI.create(redirectUri.get()),
                  instant(document, "secret_ends")));
        });
  }

  private static Optional<Document> read(String text) {
    return Document.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<DpopKey> key(String stored) {
    try {
      return Optional.of(DpopKey.of(stored));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static void put(ObjectNode node, String member, @Nullable Instant instant) {
    if (instant != null) {
      node.put(member, instant.getEpochSecond());
    }
  }

  private static @Nullable Instant instant(Document document, String member) {
    return document.number(member).map(Instant::ofEpochSecond).orElse(null);
  }
}
