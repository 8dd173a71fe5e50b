package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.waybill.client.AuthorizationException;
import dev.waybill.oauth.Web.Answer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens without a user at the keyboard, and how clients prove who they are. */
class GrantsTest {
  private AuthServer auth;
  private Resource resource;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    auth.refreshTokens = false;
    resource = new Resource(auth);
  }

  @AfterEach
  void stop() {
    resource.close();
    auth.close();
  }

  private void offers(String... methods) {
    auth.metadata =
        document -> {
          document.remove("registration_endpoint");
          var offered = document.putArray("token_endpoint_auth_methods_supported");
          List.of(methods).forEach(offered::add);
        };
  }

  private Map<String, String> form(Grant grant, ClientAuthentication authentication) {
    OAuth oauth =
        OAuth.builder(resource.mcp())
            .grant(grant)
            .client(new RegisteredClient(auth.issuer(), "a client", authentication))
            .build();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(auth.paths()).doesNotContain("/authorize", "/register");
    return auth.to("/token").getLast().form();
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @Test
  void client_credentials_with_a_secret_in_the_header() {
    offers("client_secret_basic", "client_secret_post");
    Map<String, String> form =
        form(Grant.clientCredentials(), ClientAuthentication.secret("a:b&c tangerine"));
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("resource", resource.mcp().toString())
        .doesNotContainKeys("client_id", "client_secret");
    String header = auth.to("/token").getLast().header("authorization");
    assertThat(new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8))
        .isEqualTo("a+client:a%3Ab%26c+tangerine");
  }

  @Test
  void client_credentials_with_a_secret_in_the_form() {
    offers("client_secret_post");
    Map<String, String> form =
        form(Grant.clientCredentials(), ClientAuthentication.secret("tangerine"));
    assertThat(form)
        .containsEntry("client_id", "a client")
        .containsEntry("client_secret", "tangerine");
    assertThat(auth.to("/token").getLast().header("authorization")).isEmpty();
  }

  @Test
  void client_credentials_with_a_signed_assertion() throws Exception {
    offers("private_key_jwt");
    KeyPair keys = ec("secp256r1");
    Map<String, String> form =
        form(Grant.clientCredentials(), ClientAuthentication.privateKey(pem(keys)));
    assertThat(form)
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .doesNotContainKeys("client_id", "client_secret");
    SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
    assertThat(assertion.verify(new ECDSAVerifier((ECPublicKey) keys.getPublic()))).isTrue();
    var claims = assertion.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("a client");
    assertThat(claims.getSubject()).isEqualTo("a client");
    assertThat(claims.getAudience()).containsExactly(auth.issuer());
    assertThat(claims.getJWTID()).isNotBlank();
    assertThat(claims.getExpirationTime()).isAfter(claims.getIssueTime());
  }

  @Test
  void keys_of_every_kind_sign() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair pair = rsa.generateKeyPair();
    auth.metadata =
        document ->
            document.putArray("token_endpoint_auth_signing_alg_values_supported").add("PS256");
    String assertion =
        form(Grant.clientCredentials(), ClientAuthentication.privateKey(pem(pair)))
            .get("client_assertion");
    assertThat(SignedJWT.parse(assertion).getHeader().getAlgorithm().getName()).isEqualTo("PS256");
    assertThat(
            SignedJWT.parse(assertion).verify(new RSASSAVerifier((RSAPublicKey) pair.getPublic())))
        .isTrue();
    auth.metadata = document -> {};
    for (String curve : List.of("secp384r1", "secp521r1")) {
      KeyPair keys = ec(curve);
      String signed =
          form(Grant.clientCredentials(), ClientAuthentication.privateKey(pem(keys)))
              .get("client_assertion");
      assertThat(SignedJWT.parse(signed).verify(new ECDSAVerifier((ECPublicKey) keys.getPublic())))
          .isTrue();
    }
  }

  @Test
  void a_key_the_server_does_not_take_is_an_error() throws Exception {
    auth.metadata =
        document ->
            document.putArray("token_endpoint_auth_signing_alg_values_supported").add("RS256");
    assertThatThrownBy(() ->
            form(Grant.clientCredentials(), ClientAuthentication.privateKey(pem(ec("secp256r1")))))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("takes none of the signatures");
  }

  @Test
  void what_is_no_key_is_not_repeated() {
    assertThatThrownBy(() -> ClientAuthentication.privateKey("tangerine"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PKCS #8")
        .hasMessageNotContaining("tangerine");
    assertThatThrownBy(() -> ClientAuthentication.privateKey("-----BEGIN PRIVATE KEY-----\nAAAA"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_application_gets_a_new_token_when_the_old_one_ends() {
    OAuth oauth =
        OAuth.builder(resource.mcp())
            .grant(Grant.clientCredentials())
            .client(
                new RegisteredClient(auth.issuer(), "c", ClientAuthentication.secret("tangerine")))
            .build();
    new Caller(oauth).call(resource.mcp());
    String context = oauth.context();
    auth.scopeOfToken.clear();
    assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
    assertThat(auth.to("/token")).hasSize(2);
    assertThat(oauth.context()).as("the same application").isEqualTo(context);
  }

  @Test
  void a_workload_shows_what_its_platform_gave_it() {
    resource.scope = "read";
    List<String> audiences = new ArrayList<>();
    Grant grant =
        Grant.workloadIdentity(audience -> {
          audiences.add(audience);
          return "tangerine-jwt";
        });
    assertThat(form(grant, ClientAuthentication.none()))
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .containsEntry("assertion", "tangerine-jwt")
        .containsEntry("client_id", "a client")
        .containsEntry("scope", "read")
        .containsEntry("resource", resource.mcp().toString());
    assertThat(audiences).containsExactly(auth.issuer());
  }

  @Test
  void a_refused_assertion_is_not_tried_again() {
    auth.on("/token", request -> AuthServer.error("invalid_grant"));
    assertThatThrownBy(() ->
            form(Grant.workloadIdentity(audience -> "tangerine-jwt"), ClientAuthentication.none()))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("invalid_grant")
        .hasMessageNotContaining("tangerine");
    assertThat(auth.to("/token")).hasSize(1);
  }

  @Test
  void an_organization_decides_over_its_users() throws Exception {
    resource.scope = "chat.read";
    try (AuthServer provider = new AuthServer("/acme", "/acme/.well-known/openid-configuration")) {
      provider.on(
          "/acme/token",
          request ->
              Answer.json(
                  200,
                  Web.object()
                      .put("access_token", "the-id-jag")
                      .put("issued_token_type", "urn:ietf:params:oauth:token-type:id-jag")
                      .put("token_type", "N_A")));
      Grant grant =
          Grant.enterpriseManaged(
              new RegisteredClient(
                  provider.issuer(), "sso", ClientAuthentication.secret("tangerine-idp")),
              audience -> "tangerine-id-token");
      offers("client_secret_basic");
      assertThat(form(grant, ClientAuthentication.secret("tangerine-as")))
          .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
          .containsEntry("assertion", "the-id-jag");
      Web.Request exchange = provider.to("/acme/token").getFirst();
      assertThat(exchange.form())
          .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
          .containsEntry("requested_token_type", "urn:ietf:params:oauth:token-type:id-jag")
          .containsEntry("audience", auth.issuer())
          .containsEntry("resource", resource.mcp().toString())
          .containsEntry("scope", "chat.read")
          .containsEntry("subject_token", "tangerine-id-token")
          .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");
      assertThat(exchange.header("authorization")).startsWith("Basic ");
      auth.requests.forEach(request ->
          assertThat(new String(request.body(), StandardCharsets.UTF_8))
              .doesNotContain("tangerine-id-token"));
    }
  }

  @Test
  void a_saml_assertion_does_as_well() throws Exception {
    try (AuthServer provider = new AuthServer()) {
      Grant grant =
          new Grant.EnterpriseManaged(
              new RegisteredClient(provider.issuer(), "sso", ClientAuthentication.none()),
              Grant.IdentityType.SAML2,
              audience -> "saml");
      assertThatThrownBy(() -> form(grant, ClientAuthentication.secret("s")))
          .isInstanceOf(AuthorizationException.class);
      assertThat(provider.to("/token").getFirst().form())
          .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:saml2");
    }
  }

  @Test
  void a_provider_that_gives_something_else_is_refused() throws Exception {
    try (AuthServer provider = new AuthServer()) {
      Grant grant =
          Grant.enterpriseManaged(
              new RegisteredClient(provider.issuer(), "sso", ClientAuthentication.none()),
              audience -> "tangerine-id-token");
      assertThatThrownBy(() -> form(grant, ClientAuthentication.secret("tangerine")))
          .isInstanceOf(AuthorizationException.class)
          .hasMessageContaining("another kind of token than an ID-JAG");
      assertThat(auth.to("/token")).isEmpty();
    }
  }

  @Test
  void secrets_of_an_application_go_to_their_own_server_only() throws Exception {
    try (AuthServer evil = new AuthServer()) {
      resource.auth = evil;
      for (Grant grant :
          List.of(
              Grant.clientCredentials(),
              Grant.workloadIdentity(audience -> "tangerine"),
              Grant.enterpriseManaged(
                  new RegisteredClient(auth.issuer(), "i", ClientAuthentication.none()),
                  audience -> "tangerine"))) {
        assertThatThrownBy(() -> form(grant, ClientAuthentication.secret("tangerine")))
            .isInstanceOf(AuthorizationException.class)
            .hasMessageContaining(evil.issuer())
            .hasMessageContaining("Credentials go to their own authorization server only")
            .hasMessageNotContaining("tangerine");
      }
      assertThat(evil.paths()).doesNotContain("/token");
      assertThat(auth.paths()).doesNotContain("/token");
    }
  }

  @Test
  void each_grant_declares_its_extension() {
    RegisteredClient client =
        new RegisteredClient(auth.issuer(), "c", ClientAuthentication.secret("s"));
    OAuthBuilder builder = OAuth.builder(resource.mcp()).client(client);
    assertThat(builder.grant(Grant.login(Caller.consenting())).build().extensions()).isEmpty();
    assertThat(builder.grant(Grant.clientCredentials()).build().extensions())
        .containsExactly("io.modelcontextprotocol/oauth-client-credentials");
    assertThat(builder.grant(Grant.enterpriseManaged(client, a -> "")).build().extensions())
        .containsExactly("io.modelcontextprotocol/enterprise-managed-authorization");
  }

  @Test
  void what_is_missing_is_said_at_once() {
    assertThatThrownBy(() -> OAuth.builder(resource.mcp()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("grant");
    assertThatThrownBy(() -> OAuth.builder(resource.mcp()).grant(Grant.clientCredentials()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("client");
  }
}
