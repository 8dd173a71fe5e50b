package dev.waybill.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Private keys that sign assertions: EC on P-256, P-384 or P-521, or RSA. */
final class PrivateKeys {
  private PrivateKeys() {}

  /** Reads a PKCS #8 key ({@code BEGIN PRIVATE KEY}). */
  static PrivateKey ofPem(String pem) {
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    return encoded(body)
        .flatMap(spec -> read("EC", spec).or(() -> read("RSA", spec)))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "The private key is no EC or RSA key in PKCS #8 PEM (-----BEGIN PRIVATE KEY-----);"
                    + " convert it with 'openssl pkcs8 -topk8 -nocrypt'"));
  }

  private static Optional<PKCS8EncodedKeySpec> encoded(String body) {
    try {
      return Optional.of(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<PrivateKey> read(String algorithm, PKCS8EncodedKeySpec spec) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The algorithms a key can sign with, the usual one first. */
  static List<JWSAlgorithm> algorithms(PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec -> List.of(ofCurve(Curve.forECParameterSpec(ec.getParams())));
      case RSAPrivateKey rsa ->
          List.of(
              JWSAlgorithm.RS256,
              JWSAlgorithm.PS256,
              JWSAlgorithm.RS384,
              JWSAlgorithm.PS384,
              JWSAlgorithm.RS512,
              JWSAlgorithm.PS512);
      default -> throw unusable();
    };
  }

  private static JWSAlgorithm ofCurve(Curve curve) {
    if (Curve.P_256.equals(curve)) {
      return JWSAlgorithm.ES256;
    }
    if (Curve.P_384.equals(curve)) {
      return JWSAlgorithm.ES384;
    }
    if (Curve.P_521.equals(curve)) {
      return JWSAlgorithm.ES512;
    }
    throw unusable();
  }

  static JWSSigner signer(PrivateKey key) throws JOSEException {
    return switch (key) {
      case ECPrivateKey ec -> new ECDSASigner(ec);
      case RSAPrivateKey rsa -> new RSASSASigner(rsa);
      default -> throw unusable();
    };
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "Only EC keys on P-256, P-384 or P-521 and RSA keys can sign; this key is another");
  }
}
