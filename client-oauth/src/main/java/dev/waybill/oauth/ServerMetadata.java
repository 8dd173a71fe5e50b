package dev.waybill.oauth;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What an authorization server says of itself (RFC 8414, OpenID Connect Discovery 1.0), once its
 * issuer was compared.
 */
record ServerMetadata(
    String issuer,
    Optional<URI> authorizationEndpoint,
    URI tokenEndpoint,
    Optional<URI> registrationEndpoint,
    Scopes scopes,
    List<String> challengeMethods,
    Optional<List<String>> tokenAuthMethods,
    List<String> assertionAlgorithms,
    List<String> dpopAlgorithms,
    boolean clientIdDocuments,
    boolean issuerInResponses) {

  /** Reads a document whose issuer was compared; empty when it names no usable token endpoint. */
  static Optional<ServerMetadata> of(Document document, String issuer) {
    return document
        .url("token_endpoint")
        .map(tokenEndpoint ->
            new ServerMetadata(
                issuer,
                document.url("authorization_endpoint"),
                tokenEndpoint,
                document.url("registration_endpoint"),
                Scopes.of(document.texts("scopes_supported")),
                document.texts("code_challenge_methods_supported"),
                document.has("token_endpoint_auth_methods_supported")
                    ? Optional.of(document.texts("token_endpoint_auth_methods_supported"))
                    : Optional.empty(),
                document.texts("token_endpoint_auth_signing_alg_values_supported"),
                document.texts("dpop_signing_alg_values_supported"),
                document.isTrue("client_id_metadata_document_supported"),
                document.isTrue("authorization_response_iss_parameter_supported")));
  }

  /**
   * What a server of revision 2025-03-26 without any metadata has: endpoints at fixed paths of its
   * own origin, and PKCE, which that revision demands of all.
   */
  static ServerMetadata ofOrigin(Origin origin) {
    return new ServerMetadata(
        origin.toString(),
        Optional.of(URI.create(origin + "/authorize")),
        URI.create(origin + "/token"),
        Optional.of(URI.create(origin + "/register")),
        Scopes.NONE,
        List.of("S256"),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        false);
  }
}
