package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Obtains tokens anew and renews them, each grant in its way. */
record Granting(
    Grant grant, Clients clients, Discovery discovery, TokenEndpoint tokenEndpoint, boolean dpop) {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
  private static final String ID_JAG = TOKEN_TYPE + "id-jag";

  /** A new authorization for exactly these scopes; no scope is named when there are none. */
  Session obtain(Authority authority, Scopes scopes) throws InterruptedException {
    ServerMetadata server = authority.server();
    boolean offered = server.dpopAlgorithms().contains(DpopKey.ALGORITHM);
    DpopKey key = authority.dpopRequired() || (dpop && offered) ? DpopKey.generate() : null;
    Tokens tokens =
        switch (grant) {
          case Grant.AuthorizationCode code ->
              new UserLogin(code.login(), clients, tokenEndpoint)
                  .tokens(authority, scopes.withOfflineAccess(server.scopes()), key);
          case Grant.ClientCredentials credentials ->
              request(authority, scopes, Form.ofGrant("client_credentials"), key);
          case Grant.WorkloadIdentity workload ->
              request(
                  authority,
                  scopes,
                  assertion(workload.assertions().assertion(server.issuer())),
                  key);
          case Grant.EnterpriseManaged enterprise ->
              request(
                  authority,
                  scopes,
                  assertion(identityAssertion(enterprise, authority, scopes)),
                  key);
        };
    return new Session(name(server), server.issuer(), authority.resource(), scopes, tokens, key);
  }

  /** Another user may come with another login; an application stays the same. */
  private String name(ServerMetadata server) {
    return switch (grant) {
      case Grant.AuthorizationCode code -> UUID.randomUUID().toString();
      case Grant.EnterpriseManaged enterprise -> UUID.randomUUID().toString();
      case Grant.ClientCredentials credentials -> applicationName(server);
      case Grant.WorkloadIdentity workload -> applicationName(server);
    };
  }

  private String applicationName(ServerMetadata server) {
    return DpopKey.sha256(server.issuer() + " " + clients.required(server.issuer()).clientId());
  }

  private static Form assertion(String assertion) {
    return Form.ofGrant(JWT_BEARER).put("assertion", assertion);
  }

  private Tokens request(Authority authority, Scopes scopes, Form form, @Nullable DpopKey key) {
    ServerMetadata server = authority.server();
    return tokenEndpoint.tokens(
        server,
        clients.required(server.issuer()),
        form.put("resource", authority.resource()).putScopes(scopes),
        key);
  }

  /** The identity provider's word, for this authorization server and this server (ID-JAG). */
  private String identityAssertion(
      Grant.EnterpriseManaged enterprise, Authority authority, Scopes scopes) {
    RegisteredClient client = enterprise.identityProvider();
    clients.required(authority.server().issuer()); // or the exchange would be for nothing
    ServerMetadata provider = discovery.authorizationServer(client.issuer());
    Form form =
        Form.ofGrant(TOKEN_EXCHANGE)
            .put("requested_token_type", ID_JAG)
            .put("audience", authority.server().issuer())
            .put("resource", authority.resource())
            .putScopes(scopes)
            .put("subject_token", enterprise.identity().assertion(client.issuer()))
            .put(
                "subject_token_type",
                TOKEN_TYPE + enterprise.type().name().toLowerCase(Locale.ROOT));
    Document answer = tokenEndpoint.answer(provider, client, form, null);
    if (answer.text("issued_token_type").filter(ID_JAG::equals).isEmpty()) {
      throw new AuthorizationException(
          "The identity provider "
              + client.issuer()
              + " gave another kind of token than an ID-JAG; it must support enterprise-managed"
              + " authorization.");
    }
    return answer
        .text("access_token")
        .orElseThrow(() ->
            new AuthorizationException(
                "The identity provider " + client.issuer() + " gave no ID-JAG."));
  }

  /** Renews tokens where they came from. */
  Session renew(Session session, ServerMetadata server, String refreshToken) {
    RegisteredClient client =
        clients
            .holder(server)
            .orElseThrow(() ->
                new AuthorizationException(
                    "The client that the tokens of "
                        + server.issuer()
                        + " were given to is no longer known; log in again."));
    Form form =
        Form.ofGrant("refresh_token")
            .put("refresh_token", refreshToken)
            .put("resource", session.resource());
    return session.renewed(tokenEndpoint.tokens(server, client, form, session.key()));
  }
}
