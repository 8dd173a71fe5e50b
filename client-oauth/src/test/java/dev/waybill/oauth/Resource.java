package dev.waybill.oauth;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A protected server at {@code /mcp}, with resource metadata at its well-known place. */
final class Resource extends Web {
  volatile AuthServer auth;
  volatile Consumer<ObjectNode> metadata = document -> {};
  volatile String scope = "";
  volatile String neededScope = "";
  volatile String wantedNonce = "";
  volatile boolean namesMetadata = true;
  final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Set<String> proofs = ConcurrentHashMap.newKeySet();

  Resource(AuthServer auth) throws IOException {
    this(auth, "/.well-known/oauth-protected-resource/mcp");
  }

  Resource(AuthServer auth, String metadataPath) throws IOException {
    this.auth = auth;
    on(metadataPath, request -> Answer.json(200, document()));
    on("/mcp", request -> mcp(request, metadataPath));
  }

  URI mcp() {
    return URI.create(url() + "/mcp");
  }

  ObjectNode document() {
    ObjectNode document = object().put("resource", mcp().toString());
    document.putArray("authorization_servers").add(auth.issuer());
    metadata.accept(document);
    return document;
  }

  private Answer mcp(Request request, String metadataPath) throws Exception {
    String header = request.header("authorization");
    String token = header.substring(header.indexOf(' ') + 1);
    String granted = auth.scopeOfToken.get(token);
    String where = namesMetadata ? ", resource_metadata=\"" + url() + metadataPath + "\"" : "";
    if (granted == null || revoked.contains(token)) {
      return challenge(401, "error=\"invalid_token\"" + where, scope);
    }
    if (auth.keyOfToken.containsKey(token)) {
      String trouble = proofTrouble(request, header, token);
      if (!trouble.isEmpty()) {
        Answer answer = challenge(401, "error=\"" + trouble + "\"" + where, "");
        return wantedNonce.isEmpty() ? answer : answer.with("DPoP-Nonce", wantedNonce);
      }
    }
    if (!Scopes.parse(granted).holds(Scopes.parse(neededScope))) {
      return challenge(403, "error=\"insufficient_scope\"" + where, neededScope);
    }
    return new Answer(200, java.util.Map.of(), "ok");
  }

  private String proofTrouble(Request request, String header, String token) throws Exception {
    SignedJWT proof = SignedJWT.parse(request.header("dpop"));
    var claims = proof.getJWTClaimsSet();
    boolean good =
        header.startsWith("DPoP ")
            && auth.keyOfToken
                .get(token)
                .equals(proof.getHeader().getJWK().computeThumbprint() + "")
            && DpopKey.sha256(token).equals(claims.getStringClaim("ath"))
            && claims.getStringClaim("htm").equals(request.method())
            && claims.getStringClaim("htu").equals(mcp().toString())
            && proofs.add(claims.getJWTID());
    if (!good) {
      return "invalid_dpop_proof";
    }
    boolean nonce = wantedNonce.isEmpty() || wantedNonce.equals(claims.getStringClaim("nonce"));
    return nonce ? "" : "use_dpop_nonce";
  }

  private static Answer challenge(int status, String parameters, String scope) {
    String scheme = parameters.contains("dpop") ? "DPoP " : "Bearer ";
    String withScope = scope.isEmpty() ? parameters : parameters + ", scope=\"" + scope + "\"";
    return Answer.status(status, "WWW-Authenticate", scheme + withScope);
  }
}
