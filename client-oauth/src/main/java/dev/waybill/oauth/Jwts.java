package dev.waybill.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.waybill.client.AuthorizationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** JWTs by which a client proves who it is (RFC 7523). */
final class Jwts {
  private static final Duration LIFE = Duration.ofMinutes(2);

  private Jwts() {}

  /**
   * An assertion for one authorization server: its audience is the issuer alone, so it is of no use
   * elsewhere.
   */
  static String assertion(
      ClientAuthentication.PrivateKeyJwt with, String clientId, ServerMetadata to, Instant now) {
    JWSHeader header =
        new JWSHeader.Builder(algorithm(with, to))
            .type(JOSEObjectType.JWT)
            .keyID(with.keyId())
            .build();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(clientId)
            .subject(clientId)
            .audience(to.issuer())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .build();
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(PrivateKeys.signer(with.key()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AuthorizationException(
          "The private key of the client cannot sign for " + to.issuer() + "; check the key.");
    }
  }

  private static JWSAlgorithm algorithm(
      ClientAuthentication.PrivateKeyJwt with, ServerMetadata to) {
    List<JWSAlgorithm> possible = PrivateKeys.algorithms(with.key());
    List<String> accepted = to.assertionAlgorithms();
    return possible.stream()
        .filter(algorithm -> accepted.isEmpty() || accepted.contains(algorithm.getName()))
        .findFirst()
        .orElseThrow(() ->
            new AuthorizationException(
                "The authorization server "
                    + to.issuer()
                    + " takes none of the signatures that the client's key can make ("
                    + possible.getFirst()
                    + "); register another key there."));
  }
}
