package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.AuthorizationException;
import dev.waybill.oauth.Web.Answer;
import java.net.URI;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Metadata is looked for where it must lie, in order, and believed only there. */
class DiscoveryTest {
  private static int call(Resource resource) {
    return new Caller(OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).build())
        .call(resource.mcp());
  }

  private static void fails(Resource resource, String... words) {
    assertThatThrownBy(() -> call(resource))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContainingAll(words);
  }

  private static void failsWith(Consumer<ObjectNode> metadata, String... words) throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      resource.metadata = metadata;
      fails(resource, words);
      assertThat(auth.paths()).doesNotContain("/register", "/authorize", "/token");
    }
  }

  @Test
  void metadata_named_by_the_challenge_is_the_only_one_read() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth, "/custom/metadata.json")) {
      assertThat(call(resource)).isEqualTo(200);
      assertThat(resource.paths()).containsExactly("/mcp", "/custom/metadata.json", "/mcp");
    }
  }

  @Test
  void without_a_hint_the_well_known_places_are_tried_in_order() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth, "/.well-known/oauth-protected-resource")) {
      resource.namesMetadata = false;
      resource.metadata = document -> document.put("resource", resource.url());
      assertThat(call(resource)).isEqualTo(200);
      assertThat(resource.paths())
          .containsExactly(
              "/mcp",
              "/.well-known/oauth-protected-resource/mcp",
              "/.well-known/oauth-protected-resource",
              "/mcp");
      assertThat(auth.to("/authorize").getFirst().query())
          .containsEntry("resource", resource.url());
    }
  }

  @Test
  void an_issuer_with_a_path_is_tried_in_three_places() throws Exception {
    try (AuthServer auth = new AuthServer("/tenant", "/tenant/.well-known/openid-configuration");
        Resource resource = new Resource(auth)) {
      assertThat(call(resource)).isEqualTo(200);
      assertThat(auth.paths().subList(0, 3))
          .containsExactly(
              "/.well-known/oauth-authorization-server/tenant",
              "/.well-known/openid-configuration/tenant",
              "/tenant/.well-known/openid-configuration");
    }
  }

  @Test
  void an_issuer_without_a_path_is_tried_in_two_places() throws Exception {
    try (AuthServer auth = new AuthServer("", "/.well-known/openid-configuration");
        Resource resource = new Resource(auth)) {
      assertThat(call(resource)).isEqualTo(200);
      assertThat(auth.paths().subList(0, 2))
          .containsExactly(
              "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
    }
  }

  @Test
  void a_server_of_2025_03_26_is_its_own_authorization_server() throws Exception {
    try (AuthServer own = new AuthServer()) {
      String url = own.url();
      own.on(
          "/mcp",
          request ->
              own.scopeOfToken.containsKey(request.header("authorization").replace("Bearer ", ""))
                  ? Answer.status(200)
                  : Answer.status(401));
      OAuth oauth =
          OAuth.builder(URI.create(url + "/mcp")).grant(Grant.login(Caller.consenting())).build();
      assertThat(new Caller(oauth).call(URI.create(url + "/mcp"))).isEqualTo(200);
      assertThat(own.paths())
          .containsSubsequence(
              "/.well-known/oauth-protected-resource/mcp",
              "/.well-known/oauth-protected-resource",
              "/.well-known/oauth-authorization-server",
              "/register",
              "/authorize",
              "/token");
    }
  }

  @Test
  void one_without_any_metadata_has_its_endpoints_at_fixed_places() throws Exception {
    try (AuthServer own = new AuthServer("", "/nowhere")) {
      own.redirect = back -> back.remove("iss");
      own.on(
          "/mcp",
          request ->
              own.scopeOfToken.containsKey(request.header("authorization").replace("Bearer ", ""))
                  ? Answer.status(200)
                  : Answer.status(401));
      URI mcp = URI.create(own.url() + "/mcp");
      OAuth oauth = OAuth.builder(mcp).grant(Grant.login(Caller.consenting())).build();
      assertThat(new Caller(oauth).call(mcp)).isEqualTo(200);
      assertThat(own.paths()).containsSubsequence("/register", "/authorize", "/token");
    }
  }

  @Test
  void metadata_of_another_issuer_is_not_used() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      auth.metadata = document -> document.put("issuer", "https://honest.example");
      fails(resource, "another issuer", auth.url());
      auth.metadata = document -> document.put("issuer", auth.issuer() + "/");
      fails(resource, "another issuer");
      auth.metadata = document -> document.remove("issuer");
      fails(resource, "another issuer");
      assertThat(auth.paths()).doesNotContain("/register", "/authorize", "/token");
    }
  }

  @Test
  void an_authorization_server_without_metadata_is_an_error() throws Exception {
    try (AuthServer auth = new AuthServer("", "/nowhere");
        Resource resource = new Resource(auth)) {
      fails(resource, "has no metadata", auth.url());
    }
  }

  @Test
  void metadata_of_another_resource_is_refused() throws Exception {
    String port = "/mcp";
    for (String other :
        new String[] {
          "https://evil.example.com/mcp", "http://127.0.0.1:1/mcp", "", "no url", "/mcp"
        }) {
      failsWith(document -> document.put("resource", other), "of another resource");
    }
    failsWith(document -> document.remove("resource"), "of another resource");
    failsWith(
        document ->
            document.put("resource", document.path("resource").asString().replace(port, "/mcp2")),
        "of another resource");
    failsWith(
        document -> document.put("resource", document.path("resource").asString() + "#a"),
        "of another resource");
  }

  @Test
  void metadata_without_authorization_server_is_refused() throws Exception {
    failsWith(document -> document.remove("authorization_servers"), "no authorization server");
    failsWith(document -> document.put("authorization_servers", "x"), "no authorization server");
    failsWith(document -> document.putArray("authorization_servers"), "no authorization server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1", "https://192.168.1.1/tenant", "https://169.254.169.254",
        "https://[fd00::1]", "https://100.64.1.1", "https://0.0.0.0"
      })
  void authorization_servers_on_private_addresses_are_not_asked(String issuer) throws Exception {
    failsWith(
        document -> document.putArray("authorization_servers").add(issuer),
        "Nothing is fetched from there",
        URI.create(issuer).getHost());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://auth.example.com", "file:///etc/passwd", "x", "", "https://u:p@a.example"})
  void authorization_servers_without_https_are_not_asked(String issuer) throws Exception {
    failsWith(document -> document.putArray("authorization_servers").add(issuer), "no https URL");
  }

  @Test
  void private_authorization_servers_are_asked_when_allowed() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      resource.metadata =
          document -> document.putArray("authorization_servers").add("https://[fe80::1]");
      OAuth oauth =
          OAuth.builder(resource.mcp())
              .grant(Grant.login(Caller.consenting()))
              .allowPrivateAddresses()
              .build();
      assertThatThrownBy(() -> new Caller(oauth).call(resource.mcp()))
          .hasMessageContaining("link-local");
    }
  }

  @Test
  void resource_metadata_at_another_origin_is_not_read() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource other = new Resource(auth);
        Web server = new Web()) {
      String metadata = other.url() + "/.well-known/oauth-protected-resource/mcp";
      server.on(
          "/mcp",
          request ->
              Answer.status(
                  401, "WWW-Authenticate", "Bearer resource_metadata=\"" + metadata + "\""));
      URI mcp = URI.create(server.url() + "/mcp");
      OAuth oauth = OAuth.builder(mcp).grant(Grant.login(Caller.consenting())).build();
      assertThatThrownBy(() -> new Caller(oauth).call(mcp))
          .hasMessageContaining("another origin")
          .hasMessageContaining(other.url());
      assertThat(other.requests).isEmpty();
    }
  }

  @Test
  void metadata_that_was_redirected_to_another_origin_is_not_believed() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth);
        AuthServer other = new AuthServer()) {
      other.metadata = document -> document.put("issuer", auth.issuer());
      auth.on(
          "/.well-known/oauth-authorization-server",
          request ->
              Answer.status(
                  302, "Location", other.url() + "/.well-known/oauth-authorization-server"));
      fails(resource, "was redirected to", other.url());
    }
  }

  @Test
  void servers_that_are_down_now_are_no_reason_to_guess() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      resource.namesMetadata = false;
      resource.on("/.well-known/oauth-protected-resource/mcp", request -> Answer.status(503));
      fails(resource, "HTTP 503", "try again later");
      assertThat(resource.paths()).doesNotContain("/register", "/authorize");
    }
  }

  @Test
  void what_is_no_json_counts_as_absent() throws Exception {
    try (AuthServer auth = new AuthServer("", "/.well-known/openid-configuration");
        Resource resource = new Resource(auth)) {
      auth.on(
          "/.well-known/oauth-authorization-server",
          request -> new Answer(200, java.util.Map.of(), "<!doctype html><title>Welcome</title>"));
      assertThat(call(resource)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://auth.example.com/token", "file:///token", "//x", "ftp://a/b"})
  void token_endpoints_without_https_are_not_used(String endpoint) throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      auth.metadata = document -> document.put("token_endpoint", endpoint);
      fails(resource, "names no token endpoint");
    }
  }
}
