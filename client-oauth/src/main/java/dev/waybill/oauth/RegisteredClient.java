package dev.waybill.oauth;

/**
 * A client that an authorization server knows already. It is shown to that server alone: an MCP
 * server that names another authorization server does not get to see it there.
 *
 * @param issuer the {@code issuer} of the authorization server, character by character
 * @param clientId the id it gave
 * @param authentication how the client proves who it is
 */
public record RegisteredClient(
    String issuer, String clientId, ClientAuthentication authentication) {
  public RegisteredClient {
    if (issuer.isBlank() || clientId.isBlank()) {
      throw new IllegalArgumentException("A registered client needs an issuer and a client id");
    }
  }

  @Override
  public String toString() {
    return "RegisteredClient[" + issuer + "]";
  }
}
