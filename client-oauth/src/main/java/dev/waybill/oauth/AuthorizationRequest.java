package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request for a user's consent, and the check of what comes back: PKCE (RFC 7636), state, and
 * the issuer recorded before the user left (RFC 9207).
 */
final class AuthorizationRequest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ServerMetadata server;
  private final URI url;
  private final String state = random();
  private final String verifier = random();

  AuthorizationRequest(
      ServerMetadata server,
      URI endpoint,
      String clientId,
      URI redirectUri,
      String resource,
      Scopes scopes,
      @Nullable DpopKey key) {
    this.server = server;
    Form form =
        new Form()
            .put("response_type", "code")
            .put("client_id", clientId)
            .put("redirect_uri", redirectUri.toString())
            .put("code_challenge", DpopKey.sha256(verifier))
            .put("code_challenge_method", "S256")
            .put("state", state)
            .put("resource", resource)
            .putScopes(scopes);
    if (scopes.wantsOfflineAccess()) {
      form.put("prompt", "consent"); // or OpenID providers leave offline_access out (Core, 11)
    }
    if (key != null) {
      form.put("dpop_jkt", key.thumbprint());
    }
    String separator = endpoint.getRawQuery() == null ? "?" : "&";
    this.url = URI.create(withoutFragment(endpoint) + separator + form.encoded());
  }

  URI url() {
    return url;
  }

  String verifier() {
    return verifier;
  }

  /**
   * The code the user came back with.
   *
   * @throws AuthorizationException when this is no answer to this request; nothing it says is told
   */
  String code(URI returned) {
    Map<String, String> answer =
        Form.decode(returned.getRawQuery()).orElseThrow(() -> wrong("repeats a parameter"));
    if (!same(state, answer.getOrDefault("state", ""))) {
      throw wrong("does not carry the state of this login");
    }
    String issuer = answer.get("iss");
    if (issuer == null && server.issuerInResponses()) {
      throw wrong("does not say who answers, though the server promises that ('iss')");
    }
    if (issuer != null && !issuer.equals(server.issuer())) {
      throw wrong("comes from another authorization server than the one asked ('iss')");
    }
    String error = answer.get("error");
    if (error != null) {
      throw new Refusal(server.issuer(), "the login", error);
    }
    String code = answer.getOrDefault("code", "");
    if (code.isEmpty()) {
      throw wrong("holds no code");
    }
    return code;
  }

  private AuthorizationException wrong(String what) {
    return new AuthorizationException(
        "The answer to the login at "
            + server.issuer()
            + " "
            + what
            + ". It was discarded; log in again, and if that repeats do not trust the server.");
  }

  /** Takes as long for every wrong guess. */
  static boolean same(String expected, String given) {
    return !expected.isEmpty()
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
