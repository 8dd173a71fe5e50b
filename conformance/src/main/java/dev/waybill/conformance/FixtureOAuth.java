package dev.waybill.conformance;

import dev.waybill.client.Authorizer;
import dev.waybill.oauth.ClientAuthentication;
import dev.waybill.oauth.Grant;
import dev.waybill.oauth.Login;
import dev.waybill.oauth.OAuth;
import dev.waybill.oauth.OAuthBuilder;
import dev.waybill.oauth.RegisteredClient;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;

/**
 * How the fixture client is authorized in each scenario. Its user consents to everything, without a
 * browser: the suite's authorization servers redirect at once.
 */
record FixtureOAuth(URI server, HttpClient http) {
  private static final URI REDIRECT = URI.create("http://localhost:3000/callback");
  private static final URI DOCUMENT =
      URI.create("https://conformance-test.local/client-metadata.json");

  /**
   * @param scenario such as {@code auth/dpop}
   * @param context what the suite gives a scenario: client ids, secrets, assertions
   */
  Authorizer authorizer(String scenario, JsonNode context)
      throws IOException, InterruptedException {
    OAuthBuilder builder =
        OAuth.builder(server).clientName("Waybill fixture").clientIdDocument(DOCUMENT);
    switch (scenario) {
      case "auth/client-credentials-jwt" ->
          builder
              .grant(Grant.clientCredentials())
              .client(
                  client(
                      context, ClientAuthentication.privateKey(text(context, "private_key_pem"))));
      case "auth/client-credentials-basic" ->
          builder.grant(Grant.clientCredentials()).client(client(context, secret(context)));
      case "auth/pre-registration" ->
          builder.grant(Grant.login(user())).client(client(context, secret(context)));
      case "auth/enterprise-managed-authorization" ->
          builder
              .grant(
                  Grant.enterpriseManaged(
                      new RegisteredClient(
                          text(context, "idp_issuer"),
                          text(context, "idp_client_id"),
                          ClientAuthentication.none()),
                      audience -> text(context, "idp_id_token")))
              .client(client(context, secret(context)));
      case "auth/wif-jwt-bearer" ->
          builder
              .grant(Grant.workloadIdentity(audience -> text(context, "valid_jwt")))
              .client(client(context, ClientAuthentication.none()));
      case "auth/dpop", "auth/dpop-nonce" -> builder.grant(Grant.login(user())).dpop();
      default -> builder.grant(Grant.login(user()));
    }
    return builder.build();
  }

  private RegisteredClient client(JsonNode context, ClientAuthentication authentication)
      throws IOException, InterruptedException {
    return new RegisteredClient(issuer(), text(context, "client_id"), authentication);
  }

  /** The suite does not say whose the credentials are, so the server under test is believed. */
  private String issuer() throws IOException, InterruptedException {
    URI metadata = server.resolve("/.well-known/oauth-protected-resource" + server.getPath());
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(metadata).build(), BodyHandlers.ofByteArray());
    return text(Json.parse(answer.body()).path("authorization_servers"), 0);
  }

  private Login user() {
    return Login.callback(
        REDIRECT,
        url -> {
          HttpResponse<Void> answer =
              http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
          return answer
              .headers()
              .firstValue("location")
              .map(URI::create)
              .orElseThrow(() -> new IOException("the authorization server redirects nobody"));
        });
  }

  private static ClientAuthentication secret(JsonNode context) {
    return ClientAuthentication.secret(text(context, "client_secret"));
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).stringValue("");
  }

  private static String text(JsonNode node, int index) {
    return node.path(index).stringValue("");
  }
}
