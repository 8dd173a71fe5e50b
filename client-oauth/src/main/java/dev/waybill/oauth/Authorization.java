package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a session from challenge to token and keeps it alive. Its methods run one at a time, in the
 * {@link SingleFlight}; each first looks whether somebody else did the work already.
 */
final class Authorization {
  private final URI server;
  private final Scopes configured;
  private final Discovery discovery;
  private final Granting granting;
  private final Clients clients;
  private final Sessions sessions;
  private final InstantSource clock;
  private volatile @Nullable ServerMetadata metadata;
  private volatile @Nullable Unproven unproven;

  /** A token that no request has succeeded with yet, and whether it was granted or just renewed. */
  private record Unproven(String token, boolean granted) {}

  Authorization(
      URI server,
      Scopes configured,
      Discovery discovery,
      Granting granting,
      Clients clients,
      Sessions sessions,
      InstantSource clock) {
    this.server = server;
    this.configured = configured;
    this.discovery = discovery;
    this.granting = granting;
    this.clients = clients;
    this.sessions = sessions;
    this.clock = clock;
  }

  void accepted(String token) {
    Unproven one = unproven;
    if (one != null && one.token.equals(token)) {
      unproven = null;
    }
  }

  /** Renews a session before its token ends. */
  void renew(Session ending) {
    Optional<Session> now = sessions.reload();
    if (now.isPresent() && now.get().holds(ending.tokens().access())) {
      var unused = renewed(now.get());
    }
  }

  /** Answers a 401 to a request that carried a token, or none. */
  void authorize(List<Challenge> challenges, Optional<String> sent) throws InterruptedException {
    Optional<Session> now = sessions.reload();
    if (now.filter(session -> isUsable(session) && !sent.filter(session::holds).isPresent())
        .isPresent()) {
      return;
    }
    Unproven fresh = unproven;
    boolean refusedFresh = fresh != null && sent.filter(fresh.token::equals).isPresent();
    if (fresh != null && refusedFresh && fresh.granted) {
      throw new AuthorizationException(
          "The server "
              + Origin.of(server)
              + " refuses the token that its authorization server has just given; whoever runs it"
              + " should check which issuer and audience it accepts.");
    }
    Authority authority = locate(challenges, now);
    Optional<Session> same =
        now.filter(session ->
            session.issuer().equals(authority.server().issuer())
                && session.resource().equals(authority.resource()));
    if (same.isPresent() && !refusedFresh && renewed(same.get())) {
      return;
    }
    Scopes challenged = challenged(challenges);
    Scopes wanted = challenged.isEmpty() && configured.isEmpty() ? authority.scopes() : challenged;
    Scopes before = same.map(Session::requested).orElse(Scopes.NONE);
    grant(authority, before.and(wanted).and(configured));
  }

  /** Asks for more scopes, those asked for before included (Step-Up Authorization Flow). */
  void stepUp(List<Challenge> challenges, String sent) throws InterruptedException {
    Optional<Session> now = sessions.reload();
    if (now.isEmpty() || !now.get().holds(sent)) {
      return;
    }
    Authority authority = locate(challenges, now);
    boolean same = now.get().issuer().equals(authority.server().issuer());
    Scopes before = same ? now.get().requested() : Scopes.NONE;
    grant(authority, before.and(challenged(challenges)).and(configured));
  }

  static Scopes challenged(List<Challenge> challenges) {
    return Scopes.parse(
        challenges.stream()
            .filter(Challenge::isOfOAuth)
            .flatMap(challenge -> challenge.parameter("scope").stream())
            .findFirst());
  }

  private boolean isUsable(Session session) {
    return !session.tokens().endsBefore(clock.instant());
  }

  private void grant(Authority authority, Scopes scopes) throws InterruptedException {
    Session session = granting.obtain(authority, scopes);
    metadata = authority.server();
    sessions.replace(session);
    unproven = new Unproven(session.tokens().access(), true);
  }

  /** Whether there are new tokens; when not, somebody has to be asked again. */
  private boolean renewed(Session session) {
    String refreshToken = session.tokens().refresh();
    if (refreshToken == null) {
      return false;
    }
    try {
      Session newer = granting.renew(session, metadata(session.issuer()), refreshToken);
      sessions.replace(newer);
      unproven = new Unproven(newer.tokens().access(), false);
      return true;
    } catch (Refusal e) {
      if (!e.is("invalid_grant") && !e.is("invalid_client")) {
        throw e;
      }
      Optional<Session> now = sessions.reload();
      if (now.filter(other -> !other.holds(session.tokens().access())).isPresent()) {
        return true; // another process was faster, and the refresh token is spent
      }
      if (e.is("invalid_client")) {
        clients.forget(session.issuer());
      }
      sessions.replace(session.spent());
      return false;
    } catch (AuthorizationException e) {
      metadata = null;
      throw e;
    }
  }

  private ServerMetadata metadata(String issuer) {
    ServerMetadata known = metadata;
    if (known == null || !known.issuer().equals(issuer)) {
      boolean own = issuer.equals(Origin.of(server).toString());
      known = own ? discovery.ownOrigin() : discovery.authorizationServer(issuer);
      metadata = known;
    }
    return known;
  }

  private Authority locate(List<Challenge> challenges, Optional<Session> now) {
    Optional<ResourceMetadata> found = discovery.resource(challenges);
    if (found.isEmpty()) {
      return new Authority(Resources.canonical(server), discovery.ownOrigin(), Scopes.NONE, false);
    }
    ResourceMetadata resource = found.get();
    return new Authority(
        resource.resource(),
        discovery.authorizationServer(issuer(resource.issuers(), now)),
        resource.scopes(),
        resource.dpopRequired());
  }

  /** Among several, one that knows us already. */
  private String issuer(List<String> issuers, Optional<Session> now) {
    return issuers.stream()
        .filter(issuer -> clients.registeredWith(issuer).isPresent())
        .findFirst()
        .or(() -> now.map(Session::issuer).filter(issuers::contains))
        .orElse(issuers.getFirst());
  }
}
