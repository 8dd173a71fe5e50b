package dev.waybill.oauth;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small authorization server: codes bound to a challenge, rotating refresh tokens, registration,
 * DPoP. What it does wrongly is set up by the test that wants it.
 */
final class AuthServer extends Web {
  /** What a code or refresh token stands for. */
  private record Given(String client, String challenge, String redirectUri, String scope) {}

  final Map<String, String> scopeOfToken = new ConcurrentHashMap<>();
  final Map<String, String> keyOfToken = new ConcurrentHashMap<>();
  final List<ObjectNode> registrations = new ArrayList<>();
  final Set<String> secrets = ConcurrentHashMap.newKeySet();
  volatile Consumer<ObjectNode> metadata = document -> {};
  volatile Consumer<ObjectNode> tokenAnswer = answer -> {};
  volatile Consumer<Map<String, String>> redirect = query -> {};
  volatile String wantedNonce = "";
  volatile long expiresIn = 3600;
  volatile boolean refreshTokens = true;
  private final Map<String, Given> codes = new ConcurrentHashMap<>();
  private final Map<String, Given> refreshes = new ConcurrentHashMap<>();
  private final String path;

  AuthServer() throws IOException {
    this("", "/.well-known/oauth-authorization-server");
  }

  AuthServer(String path, String metadataPath) throws IOException {
    this.path = path;
    on(metadataPath, request -> Answer.json(200, document()));
    on(path + "/authorize", this::authorize);
    on(path + "/token", this::token);
    on(path + "/register", this::register);
  }

  String issuer() {
    return url() + path;
  }

  ObjectNode document() {
    ObjectNode document =
        object()
            .put("issuer", issuer())
            .put("authorization_endpoint", issuer() + "/authorize")
            .put("token_endpoint", issuer() + "/token")
            .put("registration_endpoint", issuer() + "/register")
            .put("authorization_response_iss_parameter_supported", true);
    document.putArray("code_challenge_methods_supported").add("S256");
    document.putArray("token_endpoint_auth_methods_supported").add("none");
    metadata.accept(document);
    return document;
  }

  /** A secret that must turn up nowhere. */
  String secret(String kind) {
    String secret = kind + "-tangerine-" + UUID.randomUUID();
    secrets.add(secret);
    return secret;
  }

  private Answer authorize(Request request) {
    Map<String, String> query = request.query();
    String code = secret("code");
    codes.put(
        code,
        new Given(
            query.get("client_id"),
            query.get("code_challenge"),
            query.get("redirect_uri"),
            query.getOrDefault("scope", "")));
    Map<String, String> back = new ConcurrentHashMap<>();
    back.put("code", code);
    back.put("state", query.get("state"));
    back.put("iss", issuer());
    redirect.accept(back);
    Form form = new Form();
    back.forEach(form::put);
    return Answer.status(302, "Location", query.get("redirect_uri") + "?" + form.encoded());
  }

  private Answer token(Request request) throws Exception {
    Map<String, String> form = request.form();
    String proof = request.header("dpop");
    if (!proof.isEmpty() && !wantedNonce.isEmpty()) {
      Object nonce = SignedJWT.parse(proof).getJWTClaimsSet().getClaim("nonce");
      if (!wantedNonce.equals(nonce)) {
        return error("use_dpop_nonce").with("DPoP-Nonce", wantedNonce);
      }
    }
    Given given =
        switch (form.getOrDefault("grant_type", "")) {
          case "authorization_code" -> codes.remove(form.getOrDefault("code", ""));
          case "refresh_token" -> refreshes.remove(form.getOrDefault("refresh_token", ""));
          default -> new Given("", "", "", form.getOrDefault("scope", ""));
        };
    if (given == null) {
      return error("invalid_grant");
    }
    if ("authorization_code".equals(form.get("grant_type"))
        && (!DpopKey.sha256(form.getOrDefault("code_verifier", "")).equals(given.challenge)
            || !form.getOrDefault("redirect_uri", "").equals(given.redirectUri))) {
      return error("invalid_grant");
    }
    return Answer.json(200, tokens(given, proof));
  }

  private ObjectNode tokens(Given given, String proof) throws Exception {
    String token = secret("access");
    ObjectNode answer =
        object()
            .put("access_token", token)
            .put("token_type", proof.isEmpty() ? "Bearer" : "DPoP")
            .put("expires_in", expiresIn);
    if (refreshTokens) {
      String refresh = secret("refresh");
      refreshes.put(refresh, given);
      answer.put("refresh_token", refresh);
    }
    tokenAnswer.accept(answer);
    scopeOfToken.put(answer.path("access_token").asString(), given.scope);
    if (!proof.isEmpty()) {
      keyOfToken.put(token, SignedJWT.parse(proof).getHeader().getJWK().computeThumbprint() + "");
    }
    return answer;
  }

  private Answer register(Request request) {
    registrations.add((ObjectNode) request.json());
    ObjectNode answer = ((ObjectNode) request.json()).put("client_id", "client-" + issuer());
    if (!request.json().path("token_endpoint_auth_method").asString().equals("none")) {
      answer.put("client_secret", secret("secret"));
    }
    return Answer.json(201, answer);
  }

  static Answer error(String code) {
    return Answer.json(
        400, object().put("error", code).put("error_description", "description-tangerine"));
  }

  /** Makes the refresh tokens that are out worthless. */
  void forgetRefreshTokens() {
    refreshes.clear();
  }
}
