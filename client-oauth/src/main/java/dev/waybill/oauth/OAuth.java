package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import dev.waybill.client.Authorizer;
import dev.waybill.fetch.Fetcher;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OAuth 2.1 for the requests to one MCP server (basic/authorization).
 *
 * <pre>{@code
 * URI server = URI.create("https://mcp.example.com/mcp");
 * Authorizer authorizer =
 *     OAuth.builder(server)
 *         .grant(Grant.login(Login.browser()))
 *         .store(TokenStore.files(Path.of(System.getProperty("user.home"), ".example", "tokens")))
 *         .build();
 * }</pre>
 *
 * <p>Nothing happens before the server asks for authorization. Then its authorization server is
 * found, the client is known or registered there, and tokens are obtained, renewed before they end,
 * and obtained anew when the server wants more scopes. Tokens go to the origin of the server alone.
 * One instance serves all threads; however many need a token, one obtains it.
 *
 * <p>What cannot be authorized fails with {@link AuthorizationException}. Tokens, secrets and codes
 * are in no message, no log line and no URL.
 */
public final class OAuth implements Authorizer {
  private static final int MAX_ATTEMPTS = 5;

  private final Origin origin;
  private final String server;
  private final Nonces nonces = new Nonces();
  private final SingleFlight flight = new SingleFlight();
  private final Sessions sessions;
  private final Authorization authorization;
  private final InstantSource clock;
  private final Set<String> extensions;

  OAuth(OAuthBuilder builder, Fetcher fetcher, InstantSource clock) {
    this.origin = Origin.of(builder.server);
    this.server = Resources.canonical(builder.server);
    this.clock = clock;
    this.extensions = builder.grant().extension().map(Set::of).orElse(Set.of());
    this.sessions = new Sessions(builder.store, "session " + server + " " + builder.account);
    Clients clients =
        new Clients(
            List.copyOf(builder.registered),
            builder.document,
            builder.clientName,
            builder.store,
            fetcher,
            clock);
    Discovery discovery = new Discovery(builder.server, fetcher);
    TokenEndpoint tokenEndpoint = new TokenEndpoint(fetcher, nonces, clock);
    this.authorization =
        new Authorization(
            builder.server,
            builder.scopes,
            discovery,
            new Granting(builder.grant(), clients, discovery, tokenEndpoint, builder.dpop),
            clients,
            sessions,
            clock);
  }

  /**
   * Starts an authorizer.
   *
   * @param server the MCP server: https, or http on this machine
   */
  public static OAuthBuilder builder(URI server) {
    return new OAuthBuilder(server);
  }

  @Override
  public Map<String, String> headers(Outgoing request) {
    if (!Origin.of(request.uri()).equals(origin)) {
      return Map.of();
    }
    Optional<Session> session = sessions.current().flatMap(this::alive);
    if (session.isEmpty()) {
      return Map.of();
    }
    String token = session.get().tokens().access();
    DpopKey key = session.get().key();
    if (key == null) {
      return Map.of("Authorization", "Bearer " + token);
    }
    URI uri = request.uri();
    String proof = key.proof(request.method(), uri, token, nonces.of(uri), clock.instant());
    return Map.of("Authorization", "DPoP " + token, "DPoP", proof);
  }

  /** The session with a token that has not ended, renewed if need be. */
  private Optional<Session> alive(Session session) {
    if (!session.tokens().endsBefore(clock.instant())) {
      return Optional.of(session);
    }
    if (session.tokens().refresh() != null) {
      flight.run(() -> authorization.renew(session));
    }
    return sessions.current().filter(now -> !now.tokens().endsBefore(clock.instant()));
  }

  @Override
  public boolean again(Outgoing request, Answered answer) {
    if (!Origin.of(request.uri()).equals(origin)) {
      return false;
    }
    Optional<String> nonce = values(answer, "dpop-nonce").stream().findFirst();
    nonce.ifPresent(text -> nonces.learn(request.uri(), text));
    Optional<String> sent =
        Optional.ofNullable(answer.sent().get("Authorization"))
            .map(header -> header.substring(header.indexOf(' ') + 1));
    if (answer.status() != 401 && answer.status() != 403) {
      sent.ifPresent(authorization::accepted);
      return false;
    }
    if (answer.attempt() >= MAX_ATTEMPTS) {
      return false;
    }
    List<Challenge> challenges = Challenge.parse(values(answer, "www-authenticate"));
    if (answer.status() == 403) {
      return sent.isPresent() && steppedUp(challenges, sent.get());
    }
    if (sent.isEmpty() || nonce.isEmpty() || !saysError(challenges, "use_dpop_nonce")) {
      flight.run(() -> authorization.authorize(challenges, sent));
    }
    return true;
  }

  private boolean steppedUp(List<Challenge> challenges, String sent) {
    Optional<Session> session = sessions.current();
    if (!saysError(challenges, "insufficient_scope") || session.isEmpty()) {
      return false;
    }
    if (!session.get().holds(sent)) {
      return true;
    }
    Scopes wanted = Authorization.challenged(challenges);
    if (session.get().requested().holds(wanted)) {
      throw new AuthorizationException(
          "The server "
              + origin
              + " wants a scope that was asked for and not granted; have it granted at "
              + session.get().issuer()
              + ", or do without this call.");
    }
    flight.run(() -> authorization.stepUp(challenges, sent));
    return true;
  }

  private static boolean saysError(List<Challenge> challenges, String error) {
    return challenges.stream()
        .anyMatch(challenge ->
            challenge.isOfOAuth()
                && challenge.parameter("error").filter(error::equals).isPresent());
  }

  private static List<String> values(Answered answer, String name) {
    List<String> values = new ArrayList<>();
    answer
        .headers()
        .forEach((header, found) -> {
          if (header.equalsIgnoreCase(name)) {
            values.addAll(found);
          }
        });
    return values;
  }

  @Override
  public String context() {
    return sessions.current().map(Session::name).orElse("anonymous");
  }

  @Override
  public Set<String> extensions() {
    return extensions;
  }

  /** Forgets the tokens; the next challenge begins anew. The authorization server is not told. */
  public void logout() {
    sessions.forget();
  }

  @Override
  public String toString() {
    return "OAuth[" + server + "]";
  }
}
