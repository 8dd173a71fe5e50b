package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.AuthorizationException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked for: as little as possible, and never less than before. */
class ScopesTest {
  private AuthServer auth;
  private Resource resource;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    resource = new Resource(auth);
    resource.metadata = document -> document.putArray("scopes_supported").add("basic").add("more");
  }

  @AfterEach
  void stop() {
    resource.close();
    auth.close();
  }

  private OAuthBuilder builder() {
    return OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting()));
  }

  private List<String> asked() {
    return auth.to("/authorize").stream()
        .map(request -> request.query().getOrDefault("scope", "(none)"))
        .toList();
  }

  @Test
  void the_challenge_says_what_to_ask_for() {
    resource.scope = "read";
    new Caller(builder().build()).call(resource.mcp());
    assertThat(asked()).containsExactly("read");
  }

  @Test
  void without_one_the_metadata_does() {
    new Caller(builder().build()).call(resource.mcp());
    assertThat(asked()).containsExactly("basic more");
  }

  @Test
  void without_both_no_scope_is_named() {
    resource.metadata = document -> {};
    new Caller(builder().build()).call(resource.mcp());
    assertThat(asked()).containsExactly("(none)");
  }

  @Test
  void the_application_may_say_instead_and_the_challenge_is_added() {
    new Caller(builder().scopes("mine").build()).call(resource.mcp());
    resource.scope = "read";
    new Caller(builder().scopes("mine").build()).call(resource.mcp());
    assertThat(asked()).containsExactly("mine", "read mine");
  }

  @Test
  void more_scopes_are_asked_for_together_with_those_before() {
    resource.scope = "read";
    OAuth oauth = builder().build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    resource.neededScope = "write";
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    resource.neededScope = "read write";
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(asked()).containsExactly("read", "read write");
  }

  @Test
  void scopes_are_remembered_across_processes_and_logins() {
    TokenStore store = TokenStore.inMemory();
    resource.scope = "read";
    new Caller(builder().store(store).build()).call(resource.mcp());
    resource.scope = "write";
    auth.scopeOfToken.clear();
    auth.forgetRefreshTokens();
    new Caller(builder().store(store).build()).call(resource.mcp());
    assertThat(asked()).containsExactly("read", "read write");
  }

  @Test
  void a_scope_that_was_not_granted_is_not_asked_for_for_ever() {
    resource.scope = "admin";
    OAuth oauth = builder().build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    auth.scopeOfToken.replaceAll((token, scope) -> "");
    resource.neededScope = "admin";
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> new Caller(oauth).call(resource.mcp()))
          .isInstanceOf(AuthorizationException.class)
          .hasMessageContaining("not granted")
          .hasMessageContaining(auth.issuer());
    }
    assertThat(asked()).hasSize(1);
  }

  @Test
  void a_server_that_wants_ever_more_is_given_up() {
    int[] number = {0};
    resource.on(
        "/mcp",
        request ->
            request.header("authorization").isEmpty()
                ? Web.Answer.status(401, "WWW-Authenticate", "Bearer scope=\"s\"")
                : Web.Answer.status(
                    403,
                    "WWW-Authenticate",
                    "Bearer error=\"insufficient_scope\", scope=\"s" + number[0]++ + "\""));
    assertThat(new Caller(builder().build()).call(resource.mcp())).isEqualTo(403);
    assertThat(asked()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void a_403_for_another_reason_is_left_alone() {
    OAuth oauth = builder().build();
    new Caller(oauth).call(resource.mcp());
    resource.on("/mcp", request -> Web.Answer.status(403));
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(403);
    resource.on(
        "/mcp",
        request -> Web.Answer.status(403, "WWW-Authenticate", "Bearer error=\"invalid_request\""));
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(403);
    assertThat(asked()).hasSize(1);
  }

  @Test
  void offline_access_is_asked_for_where_it_is_offered() {
    auth.metadata = document -> document.putArray("scopes_supported").add("offline_access");
    new Caller(builder().build()).call(resource.mcp());
    assertThat(asked()).containsExactly("basic more offline_access");
    assertThat(auth.to("/authorize").getFirst().query()).containsEntry("prompt", "consent");
  }

  @Test
  void offline_access_is_not_asked_for_alone_or_where_nobody_offers_it() {
    auth.metadata = document -> document.putArray("scopes_supported").add("basic");
    new Caller(builder().build()).call(resource.mcp());
    auth.metadata = document -> document.putArray("scopes_supported").add("offline_access");
    resource.metadata = document -> {};
    new Caller(builder().build()).call(resource.mcp());
    assertThat(asked()).containsExactly("basic more", "(none)");
  }
}
