package dev.waybill.oauth;

import java.util.Optional;

/** On whose behalf tokens are obtained, and how. */
public sealed interface Grant {
  /** A user logs in: the authorization code grant with PKCE. */
  record AuthorizationCode(Login login) implements Grant {}

  /** The application itself, with its own secret or key. */
  record ClientCredentials() implements Grant {}

  /** A workload that its platform vouches for (RFC 7523, section 2.1). */
  record WorkloadIdentity(AssertionSource assertions) implements Grant {}

  /** A user of an organization whose identity provider decides (ID-JAG). */
  record EnterpriseManaged(
      RegisteredClient identityProvider, IdentityType type, AssertionSource identity)
      implements Grant {}

  /** What a user's single sign-on left. */
  enum IdentityType {
    /** An OpenID Connect ID token. */
    ID_TOKEN,
    /** A SAML 2.0 assertion. */
    SAML2
  }

  /**
   * Gives an assertion, asked anew each time a token is obtained.
   *
   * <p>May block. The assertion is never logged.
   */
  @FunctionalInterface
  interface AssertionSource {
    /**
     * An assertion for one receiver.
     *
     * @param audience the {@code issuer} of whom it is shown to
     */
    String assertion(String audience);
  }

  /** The protocol extension that describes it; empty for the authorization of the core. */
  default Optional<String> extension() {
    return switch (this) {
      case AuthorizationCode code -> Optional.empty();
      case ClientCredentials credentials ->
          Optional.of("io.modelcontextprotocol/oauth-client-credentials");
      case WorkloadIdentity workload -> Optional.of("io.modelcontextprotocol/auth/wif");
      case EnterpriseManaged enterprise ->
          Optional.of("io.modelcontextprotocol/enterprise-managed-authorization");
    };
  }

  static Grant login(Login login) {
    return new AuthorizationCode(login);
  }

  /**
   * The application itself (extension {@code io.modelcontextprotocol/oauth-client-credentials}).
   * Needs a {@link RegisteredClient} with a secret or a key.
   */
  static Grant clientCredentials() {
    return new ClientCredentials();
  }

  /**
   * A workload with a JWT of its platform, such as a service account token. Needs a {@link
   * RegisteredClient}.
   */
  static Grant workloadIdentity(AssertionSource assertions) {
    return new WorkloadIdentity(assertions);
  }

  /**
   * A user whose organization decides (extension {@code
   * io.modelcontextprotocol/enterprise-managed-authorization}). Needs a {@link RegisteredClient} at
   * the server's own authorization server, too.
   *
   * @param identityProvider the application as the organization's identity provider knows it
   * @param identity the OpenID ID token from the user's single sign-on
   */
  static Grant enterpriseManaged(RegisteredClient identityProvider, AssertionSource identity) {
    return new EnterpriseManaged(identityProvider, IdentityType.ID_TOKEN, identity);
  }
}
