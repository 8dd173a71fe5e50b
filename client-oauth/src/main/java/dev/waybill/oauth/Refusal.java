package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * An authorization server said no. Only its error code is told: descriptions may repeat what was
 * sent.
 */
final class Refusal extends AuthorizationException {
  @Serial private static final long serialVersionUID = 1;
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final String code;

  Refusal(String issuer, String what, String code) {
    super(
        "The authorization server "
            + issuer
            + " refused "
            + what
            + " ("
            + printable(code)
            + "). "
            + advice(code));
    this.code = code;
  }

  boolean is(String other) {
    return code.equals(other);
  }

  private static String printable(String code) {
    return CODE.matcher(code).matches() ? code : "no error code";
  }

  private static String advice(String code) {
    return switch (code) {
      case "invalid_client" -> "It does not know the client, or not its secret or key; check both.";
      case "invalid_grant" ->
          "What was presented has expired, was used before or is meant for somebody else; obtain it"
              + " anew.";
      case "invalid_scope" -> "It does not grant these scopes; ask for fewer.";
      case "invalid_target" -> "It gives no tokens for this server; check its configuration.";
      case "unauthorized_client" -> "The client may not use this grant; have it allowed there.";
      case "unsupported_grant_type" -> "It does not offer this grant; use another.";
      case "access_denied" -> "The user or the server denied it.";
      case "invalid_redirect_uri" ->
          "It does not accept the redirect URI; use one it allows for this kind of application.";
      case "temporarily_unavailable", "server_error" -> "Try again later.";
      default -> "See its documentation or its log.";
    };
  }
}
