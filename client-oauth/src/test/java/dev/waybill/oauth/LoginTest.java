package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.AuthorizationException;
import dev.waybill.fetch.Fetcher;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The authorization code grant, and what a client must not fall for. */
class LoginTest {
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

  private OAuth oauth() {
    return OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).build();
  }

  private void fails(String... words) {
    assertThatThrownBy(() -> new Caller(oauth()).call(resource.mcp()))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("tangerine")
        .hasNoCause();
  }

  @Test
  void a_user_logs_in_when_the_server_asks_for_it() {
    Caller caller = new Caller(oauth());
    assertThat(caller.call(resource.mcp())).isEqualTo(200);
    assertThat(caller.call(resource.mcp())).isEqualTo(200);
    assertThat(auth.to("/authorize")).hasSize(1);
    assertThat(resource.to("/mcp")).hasSize(3);
  }

  @Test
  void pkce_state_and_resource_are_sent_and_the_verifier_fits() {
    assertThat(new Caller(oauth()).call(resource.mcp())).isEqualTo(200);
    Map<String, String> asked = auth.to("/authorize").getFirst().query();
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("resource", resource.mcp().toString())
        .doesNotContainKey("scope");
    assertThat(asked.get("state")).hasSizeGreaterThanOrEqualTo(43);
    Map<String, String> form = auth.to("/token").getFirst().form();
    assertThat(form).containsEntry("resource", resource.mcp().toString());
    assertThat(DpopKey.sha256(form.get("code_verifier"))).isEqualTo(asked.get("code_challenge"));
  }

  @Test
  void each_login_has_a_state_and_a_verifier_of_its_own() {
    new Caller(oauth()).call(resource.mcp());
    new Caller(oauth()).call(resource.mcp());
    assertThat(auth.to("/authorize").stream().map(request -> request.query().get("state")))
        .doesNotHaveDuplicates();
    assertThat(auth.to("/token").stream().map(request -> request.form().get("code_verifier")))
        .doesNotHaveDuplicates();
  }

  @Test
  void an_authorization_server_without_pkce_is_refused() {
    auth.metadata = document -> document.remove("code_challenge_methods_supported");
    fails("PKCE", auth.issuer());
    assertThat(auth.paths()).doesNotContain("/authorize", "/register");
    auth.metadata = document -> document.putArray("code_challenge_methods_supported").add("plain");
    fails("PKCE");
  }

  @Test
  void an_answer_with_another_state_is_discarded() {
    auth.redirect = back -> back.put("state", "another");
    fails("state");
    auth.redirect = back -> back.remove("state");
    fails("state");
    assertThat(auth.paths()).doesNotContain("/token");
  }

  @Test
  void the_issuer_in_the_answer_is_compared_character_by_character() {
    for (String wrong :
        new String[] {
          "https://evil.example", auth.issuer() + "/", auth.issuer().replace("http", "HTTP"), ""
        }) {
      auth.redirect = back -> back.put("iss", wrong);
      fails("another authorization server");
    }
    assertThat(auth.paths()).doesNotContain("/token");
  }

  @Test
  void a_promised_issuer_must_be_there() {
    auth.redirect = back -> back.remove("iss");
    fails("promises");
    assertThat(auth.paths()).doesNotContain("/token");
  }

  @Test
  void an_issuer_that_was_not_promised_may_be_missing_but_not_wrong() {
    auth.metadata = document -> document.remove("authorization_response_iss_parameter_supported");
    auth.redirect = back -> back.remove("iss");
    assertThat(new Caller(oauth()).call(resource.mcp())).isEqualTo(200);
    auth.redirect = back -> back.put("iss", "https://evil.example");
    fails("another authorization server");
  }

  @Test
  void an_error_of_another_issuer_is_not_told() {
    auth.redirect =
        back -> {
          back.put("error", "access_denied");
          back.put("iss", "https://evil.example");
        };
    assertThatThrownBy(() -> new Caller(oauth()).call(resource.mcp()))
        .hasMessageContaining("another authorization server")
        .hasMessageNotContaining("access_denied");
  }

  @Test
  void a_user_who_declines_is_an_error_with_its_code() {
    auth.redirect =
        back -> {
          back.remove("code");
          back.put("error", "access_denied");
          back.put("error_description", "tangerine");
        };
    fails("access_denied", auth.issuer());
  }

  @Test
  void an_answer_that_repeats_a_parameter_is_discarded() {
    Login login =
        Login.callback(
            URI.create("http://127.0.0.1:9876/callback"),
            url -> URI.create("http://127.0.0.1:9876/callback?code=a&code=b"));
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
    assertThatThrownBy(() -> new Caller(oauth).call(resource.mcp()))
        .hasMessageContaining("repeats a parameter");
  }

  @Test
  void users_are_led_to_web_pages_only() {
    for (String bad :
        new String[] {
          "file:///etc/passwd", "javascript:alert(1)", "http://example.com/", "calc:"
        }) {
      auth.metadata = document -> document.put("authorization_endpoint", bad);
      fails("names no place where users log in");
    }
  }

  @Test
  void a_server_elsewhere_cannot_lead_a_browser_to_this_machine() {
    ServerMetadata server =
        new ServerMetadata(
            "https://auth.example.com",
            Optional.of(URI.create("http://127.0.0.1:8080/shutdown")),
            URI.create("https://auth.example.com/token"),
            Optional.empty(),
            Scopes.NONE,
            List.of("S256"),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false);
    Fetcher fetcher = Fetcher.builder().build();
    TokenStore store = TokenStore.inMemory();
    UserLogin login =
        new UserLogin(
            known -> {
              throw new AssertionError("opened");
            },
            new Clients(List.of(), null, "x", store, fetcher, InstantSource.system()),
            new TokenEndpoint(fetcher, new Nonces(), InstantSource.system()));
    assertThatThrownBy(
            () -> login.tokens(new Authority("r", server, Scopes.NONE, false), Scopes.NONE, null))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("to this machine");
  }

  @Test
  void a_query_of_the_authorization_endpoint_is_kept() {
    auth.metadata =
        document -> document.put("authorization_endpoint", auth.issuer() + "/authorize?tenant=a#x");
    assertThat(new Caller(oauth()).call(resource.mcp())).isEqualTo(200);
    assertThat(auth.to("/authorize").getFirst().query()).containsEntry("tenant", "a");
  }

  @Test
  void tokens_that_do_not_fit_are_refused() {
    auth.tokenAnswer = answer -> answer.put("access_token", "tangerine\r\nX-Evil: 1");
    fails("no access token that fits into a header");
    auth.tokenAnswer = answer -> answer.put("token_type", "MAC");
    fails("neither of type Bearer nor DPoP");
    auth.tokenAnswer = answer -> answer.put("token_type", "DPoP");
    fails("bound to a key");
    auth.tokenAnswer = ObjectNode::removeAll;
    fails("no access token");
  }

  @Test
  void a_token_that_is_refused_at_once_is_not_asked_for_again_and_again() {
    auth.tokenAnswer = answer -> resource.revoked.add(answer.path("access_token").asString());
    fails("refuses the token", resource.url());
    assertThat(auth.to("/authorize")).hasSize(1);
  }

  @Test
  void tokens_go_to_the_server_and_nowhere_else() throws Exception {
    OAuth oauth = oauth();
    new Caller(oauth).call(resource.mcp());
    try (Web other = new Web()) {
      assertThat(new Caller(oauth).call(URI.create(other.url() + "/mcp"))).isEqualTo(404);
      assertThat(other.requests.getFirst().header("authorization")).isEmpty();
      other.on("/mcp", request -> Web.Answer.status(401, "WWW-Authenticate", "Bearer"));
      assertThat(new Caller(oauth).call(URI.create(other.url() + "/mcp"))).isEqualTo(401);
      assertThat(auth.to("/authorize")).hasSize(1);
    }
  }

  @Test
  void tokens_are_in_headers_and_bodies_and_never_in_urls() {
    new Caller(oauth()).call(resource.mcp());
    assertThat(auth.secrets).isNotEmpty();
    auth.requests.forEach(
        request -> assertThat(request.uri().toString()).doesNotContain("tangerine"));
    resource.requests.forEach(
        request -> assertThat(request.uri().toString()).doesNotContain("tangerine"));
  }

  @Test
  void the_context_changes_with_the_user_and_stays_with_the_token() {
    OAuth oauth = oauth();
    assertThat(oauth.context()).isEqualTo("anonymous");
    new Caller(oauth).call(resource.mcp());
    String first = oauth.context();
    assertThat(first).doesNotContain("tangerine").isNotEqualTo("anonymous");
    new Caller(oauth).call(resource.mcp());
    assertThat(oauth.context()).isEqualTo(first);
    oauth.logout();
    assertThat(oauth.context()).isEqualTo("anonymous");
    new Caller(oauth).call(resource.mcp());
    assertThat(oauth.context()).isNotEqualTo(first);
  }

  @Test
  void servers_without_tls_get_no_tokens() {
    assertThatThrownBy(() -> OAuth.builder(URI.create("http://mcp.example.com/mcp")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }
}
