package dev.waybill.oauth;

import java.security.PrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client proves to a token endpoint who it is (RFC 6749, section 2.3; RFC 7523). */
public sealed interface ClientAuthentication {
  /** It does not: a public client. */
  record None() implements ClientAuthentication {}

  /** How a secret travels. */
  enum Method {
    /** In the {@code Authorization} header. */
    BASIC,
    /** In the form. */
    POST,
    /** As the authorization server prefers. */
    AS_OFFERED
  }

  /** With a secret it shares with the authorization server. */
  record Secret(String secret, Method method) implements ClientAuthentication {
    @Override
    public String toString() {
      return "Secret[" + method + "]";
    }
  }

  /**
   * With a JWT it signs ({@code private_key_jwt}).
   *
   * @param keyId names the key for the authorization server, when it holds several
   */
  record PrivateKeyJwt(PrivateKey key, @Nullable String keyId) implements ClientAuthentication {
    public PrivateKeyJwt {
      List.copyOf(PrivateKeys.algorithms(key));
    }

    @Override
    public String toString() {
      return "PrivateKeyJwt[" + key.getAlgorithm() + "]";
    }
  }

  /** A public client. */
  static ClientAuthentication none() {
    return new None();
  }

  /** A secret, sent as the authorization server prefers: in the header where it takes that. */
  static ClientAuthentication secret(String secret) {
    return new Secret(secret, Method.AS_OFFERED);
  }

  /**
   * A private key, which stays here: each request carries a JWT signed with it.
   *
   * @param pem an EC or RSA key in PKCS #8 PEM
   * @throws IllegalArgumentException when it is none
   */
  static ClientAuthentication privateKey(String pem) {
    return new PrivateKeyJwt(PrivateKeys.ofPem(pem), null);
  }
}
