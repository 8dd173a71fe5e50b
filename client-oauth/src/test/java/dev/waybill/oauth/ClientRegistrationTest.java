package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.AuthorizationException;
import dev.waybill.oauth.Web.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Who the client is for each authorization server, and that none sees what another gave. */
class ClientRegistrationTest {
  private static final URI DOCUMENT = URI.create("https://app.example.com/client.json");

  private AuthServer auth;
  private Resource resource;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    resource = new Resource(auth);
  }

  @AfterEach
  void stop() {
    resource.close();
    auth.close();
  }

  private OAuthBuilder builder() {
    return OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting()));
  }

  private RegisteredClient registered(String issuer) {
    return new RegisteredClient(issuer, "ours", ClientAuthentication.secret("tangerine-secret"));
  }

  private String clientId(AuthServer server) {
    return server.to("/authorize").getLast().query().get("client_id");
  }

  @Test
  void a_client_registered_by_hand_comes_first() {
    auth.metadata = document -> document.put("client_id_metadata_document_supported", true);
    OAuth oauth = builder().client(registered(auth.issuer())).clientIdDocument(DOCUMENT).build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(clientId(auth)).isEqualTo("ours");
    assertThat(auth.registrations).isEmpty();
  }

  @Test
  void then_comes_a_document_where_such_are_taken() {
    auth.metadata = document -> document.put("client_id_metadata_document_supported", true);
    OAuth oauth = builder().clientIdDocument(DOCUMENT).build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(clientId(auth)).isEqualTo(DOCUMENT.toString());
    assertThat(auth.to("/token").getFirst().form()).containsEntry("client_id", DOCUMENT.toString());
    assertThat(auth.registrations).isEmpty();
  }

  @Test
  void then_comes_registration_on_request() {
    OAuth oauth = builder().clientIdDocument(DOCUMENT).clientName("Example").build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    ObjectNode asked = auth.registrations.getFirst();
    assertThat(asked.path("client_name").asString()).isEqualTo("Example");
    assertThat(asked.path("application_type").asString()).isEqualTo("native");
    assertThat(asked.path("grant_types").toString())
        .isEqualTo("[\"authorization_code\",\"refresh_token\"]");
    assertThat(asked.path("redirect_uris").toString())
        .isEqualTo("[\"http://127.0.0.1:9876/callback\"]");
    assertThat(asked.path("token_endpoint_auth_method").asString()).isEqualTo("none");
  }

  @Test
  void a_client_on_the_web_says_so() {
    URI redirect = URI.create("https://app.example.com/callback");
    Login login = Login.callback(redirect, url -> redirect);
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
    assertThatThrownBy(() -> new Caller(oauth).call(resource.mcp())).hasMessageContaining("state");
    assertThat(auth.registrations.getFirst().path("application_type").asString()).isEqualTo("web");
  }

  @Test
  void without_any_way_the_message_says_what_to_do() {
    auth.metadata = document -> document.remove("registration_endpoint");
    assertThatThrownBy(() -> new Caller(builder().build()).call(resource.mcp()))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("registers no clients on request")
        .hasMessageContaining("register a client there and pass it");
  }

  @Test
  void a_refused_registration_says_why() {
    auth.on("/register", request -> AuthServer.error("invalid_redirect_uri"));
    assertThatThrownBy(() -> new Caller(builder().build()).call(resource.mcp()))
        .hasMessageContaining("invalid_redirect_uri")
        .hasMessageContaining("redirect URI")
        .hasMessageNotContaining("tangerine");
  }

  @Test
  void a_registration_is_kept_and_used_again() {
    TokenStore store = TokenStore.inMemory();
    OAuth first = builder().store(store).build();
    new Caller(first).call(resource.mcp());
    first.logout();
    new Caller(builder().store(store).build()).call(resource.mcp());
    assertThat(auth.registrations).hasSize(1);
    assertThat(auth.to("/authorize")).hasSize(2);
  }

  @Test
  void a_registration_that_led_nowhere_is_not_used_again() {
    TokenStore store = TokenStore.inMemory();
    OAuth first = builder().store(store).build();
    new Caller(first).call(resource.mcp());
    first.logout();
    URI redirect = URI.create("http://127.0.0.1:9876/callback");
    Login lost =
        Login.callback(
            redirect,
            url -> {
              throw new IOException("the user did not come back");
            });
    OAuth second = OAuth.builder(resource.mcp()).grant(Grant.login(lost)).store(store).build();
    assertThatThrownBy(() -> new Caller(second).call(resource.mcp()))
        .hasMessageContaining("the user did not come back");
    assertThat(new Caller(builder().store(store).build()).call(resource.mcp())).isEqualTo(200);
    assertThat(auth.registrations).hasSize(2);
  }

  @Test
  void a_registration_whose_secret_has_ended_is_made_anew() {
    auth.metadata =
        document ->
            document.putArray("token_endpoint_auth_methods_supported").add("client_secret_basic");
    auth.on(
        "/register",
        request ->
            Answer.json(
                201,
                Web.object()
                    .put("client_id", "short-lived")
                    .put("client_secret", "tangerine")
                    .put("client_secret_expires_at", Instant.now().getEpochSecond() - 1)));
    TokenStore store = TokenStore.inMemory();
    OAuth first = builder().store(store).build();
    new Caller(first).call(resource.mcp());
    first.logout();
    new Caller(builder().store(store).build()).call(resource.mcp());
    assertThat(auth.to("/register")).hasSize(2);
  }

  @Test
  void another_authorization_server_gets_a_registration_of_its_own() throws Exception {
    OAuth oauth = builder().build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    String first = clientId(auth);
    try (AuthServer second = new AuthServer()) {
      resource.auth = second;
      assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
      assertThat(second.registrations).hasSize(1);
      assertThat(clientId(second)).isNotEqualTo(first);
      second.requests.forEach(request -> {
        assertThat(request.uri().toString()).doesNotContain(first);
        assertThat(new String(request.body())).doesNotContain(first);
        auth.secrets.forEach(
            secret -> assertThat(new String(request.body())).doesNotContain(secret));
      });
    }
  }

  @Test
  void credentials_are_not_shown_to_another_authorization_server() {
    RegisteredClient elsewhere = registered("https://other.example");
    assertThatThrownBy(() -> new Caller(builder().client(elsewhere).build()).call(resource.mcp()))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining(auth.issuer())
        .hasMessageContaining("https://other.example")
        .hasMessageNotContaining("tangerine");
    assertThat(auth.paths()).doesNotContain("/register", "/authorize", "/token");
  }

  @Test
  void a_document_helps_where_credentials_are_for_another_server() {
    auth.metadata = document -> document.put("client_id_metadata_document_supported", true);
    OAuth oauth =
        builder().client(registered("https://other.example")).clientIdDocument(DOCUMENT).build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(clientId(auth)).isEqualTo(DOCUMENT.toString());
  }

  @Test
  void the_authorization_server_that_knows_us_is_preferred() {
    resource.metadata =
        document ->
            document
                .putArray("authorization_servers")
                .add("https://unknown.invalid")
                .add(auth.issuer());
    OAuth oauth = builder().client(registered(auth.issuer())).build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
  }

  @Test
  void the_port_of_a_registration_is_used_again() throws Exception {
    TokenStore store = TokenStore.inMemory();
    Login login =
        Login.loopback(
            url -> Thread.ofVirtual().start(() -> LoopbackLoginTest.consent(url)),
            0,
            Duration.ofMinutes(1));
    for (int i = 0; i < 2; i++) {
      OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).store(store).build();
      assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
      oauth.logout();
    }
    assertThat(auth.registrations).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.com/client.json",
        "https://app.example.com",
        "https://app.example.com/",
        "https://app.example.com/client.json#a",
        "https://user@app.example.com/client.json",
        "https://app.example.com/a/../client.json"
      })
  void documents_have_proper_urls(String url) {
    assertThatThrownBy(() -> builder().clientIdDocument(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
