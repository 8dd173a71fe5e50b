package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.waybill.client.AuthorizationException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are worth nothing without the key they are bound to (RFC 9449). */
class DpopTest {
  private AuthServer auth;
  private Resource resource;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    auth.metadata = document -> document.putArray("dpop_signing_alg_values_supported").add("ES256");
    resource = new Resource(auth);
  }

  @AfterEach
  void stop() {
    resource.close();
    auth.close();
  }

  private OAuthBuilder builder() {
    return OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).dpop();
  }

  private int call(OAuth oauth) {
    return new Caller(oauth).call(resource.mcp());
  }

  @Test
  void tokens_are_bound_and_each_request_has_a_proof_of_its_own() throws Exception {
    OAuth oauth = builder().build();
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(call(oauth)).isEqualTo(200);
    SignedJWT proof = SignedJWT.parse(auth.to("/token").getFirst().header("dpop"));
    assertThat(proof.getHeader().getType().toString()).isEqualTo("dpop+jwt");
    assertThat(proof.getHeader().getJWK().isPrivate()).isFalse();
    assertThat(proof.verify(new ECDSAVerifier(proof.getHeader().getJWK().toECKey()))).isTrue();
    assertThat(proof.getJWTClaimsSet().getStringClaim("htu")).isEqualTo(auth.issuer() + "/token");
    assertThat(auth.to("/authorize").getFirst().query())
        .containsEntry("dpop_jkt", proof.getHeader().getJWK().computeThumbprint().toString());
    assertThat(auth.registrations.getFirst().path("dpop_bound_access_tokens").asBoolean()).isTrue();
  }

  @Test
  void nonces_are_given_back_to_whoever_asks_for_them() {
    auth.wantedNonce = "nonce-of-the-authorization-server";
    resource.wantedNonce = "nonce-of-the-server";
    OAuth oauth = builder().build();
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(auth.to("/token")).hasSize(2);
    assertThat(resource.to("/mcp")).hasSize(3);
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(resource.to("/mcp")).as("the nonce is remembered").hasSize(4);
    resource.wantedNonce = "another";
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(auth.to("/authorize")).hasSize(1);
  }

  @Test
  void a_server_that_is_never_content_with_a_nonce_is_given_up() {
    resource.wantedNonce = "x";
    OAuth oauth = builder().build();
    resource.on(
        "/mcp",
        request ->
            Web.Answer.status(
                401,
                "WWW-Authenticate",
                request.header("dpop").isEmpty() ? "DPoP" : "DPoP error=\"use_dpop_nonce\"",
                "DPoP-Nonce",
                "n"));
    assertThat(call(oauth)).isEqualTo(401);
    assertThat(resource.to("/mcp")).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void the_key_outlives_a_restart_and_renews_the_token() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    TokenStore store = TokenStore.inMemory();
    call(builder().store(store).clock(now::get).build());
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    assertThat(call(builder().store(store).clock(now::get).build())).isEqualTo(200);
    assertThat(auth.to("/token")).hasSize(2);
    assertThat(auth.keyOfToken.values().stream().distinct()).hasSize(1);
  }

  @Test
  void a_token_that_is_not_bound_is_refused() {
    auth.tokenAnswer = answer -> answer.put("token_type", "Bearer");
    assertThatThrownBy(() -> call(builder().build()))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("not bound to the client's key");
    assertThat(resource.to("/mcp")).hasSize(1);
  }

  @Test
  void where_nobody_offers_it_bearer_tokens_are_used() {
    auth.metadata = document -> {};
    assertThat(call(builder().build())).isEqualTo(200);
    assertThat(resource.to("/mcp").getLast().header("authorization")).startsWith("Bearer ");
  }

  @Test
  void where_it_is_not_wanted_it_is_not_used() {
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).build();
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(resource.to("/mcp").getLast().header("dpop")).isEmpty();
  }

  @Test
  void where_the_server_demands_it_it_is_used() {
    resource.metadata = document -> document.put("dpop_bound_access_tokens_required", true);
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).build();
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(resource.to("/mcp").getLast().header("authorization")).startsWith("DPoP ");
  }

  @Test
  void many_threads_send_different_proofs() throws Exception {
    OAuth oauth = builder().build();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> calls =
          IntStream.range(0, 50).mapToObj(i -> pool.submit(() -> call(oauth))).toList();
      for (Future<Integer> one : calls) {
        assertThat(one.get()).isEqualTo(200);
      }
    }
    assertThat(auth.to("/token")).hasSize(1);
  }
}
