package dev.waybill.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The key that tokens are bound to, and the proofs that we hold it (RFC 9449). */
final class DpopKey {
  static final String ALGORITHM = "ES256";

  private final ECKey key;

  private DpopKey(ECKey key) {
    this.key = key;
  }

  static DpopKey generate() {
    try {
      return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("This JVM cannot make EC keys", e);
    }
  }

  /** As {@link #stored} wrote it. */
  static DpopKey of(String stored) throws ParseException {
    return new DpopKey(ECKey.parse(stored));
  }

  String stored() {
    return key.toJSONString();
  }

  String thumbprint() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("This JVM has no SHA-256", e);
    }
  }

  /**
   * A proof for one request, never used twice.
   *
   * @param token the access token that goes with it; null at the token endpoint
   * @param nonce what the receiver asked for last; null when it did not
   */
  String proof(
      String method, URI uri, @Nullable String token, @Nullable String nonce, Instant now) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(key.toPublicJWK())
            .build();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", target(uri))
            .issueTime(Date.from(now));
    if (token != null) {
      claims.claim("ath", sha256(token));
    }
    if (nonce != null) {
      claims.claim("nonce", nonce);
    }
    try {
      SignedJWT proof = new SignedJWT(header, claims.build());
      proof.sign(new ECDSASigner(key));
      return proof.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("This JVM cannot sign with ES256", e);
    }
  }

  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return Origin.of(uri) + path;
  }

  static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "DpopKey";
  }
}
