package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Principal;
import dev.waybill.server.SessionLimits;
import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions this worker has met. What it does not know of one it reads from the session's id and
 * from what the workers remember together: the level of log messages, subscriptions, whether the
 * session was ended and when it was last used.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** What other workers remember is read again this often, should news of it have been lost. */
  private static final long READ_AGAIN_MILLIS = Duration.ofSeconds(30).toMillis();

  /** So many sessions in use are passed over for one that can be forgotten. */
  private static final int MOST_SKIPPED = 64;

  /** Begins the names under which sessions of streams are kept. */
  private static final String STREAM = "stream ";

  private static final String AGREED = "agreed";
  private static final String ENDED = "ended";
  private static final String USED = "used";
  private static final String LEVEL = "level";
  private static final String URI = "uri ";

  private final SessionLimits limits;
  private final SessionTokens tokens;
  private final EarlierEra.Inside server;
  private final SharedMemory memory;
  private final Map<String, Client> byToken = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Client> byId = new ConcurrentHashMap<>();

  /** Sessions of each principal that has credentials. */
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  Sessions(EarlierEra.Inside server, SessionTokens tokens) {
    this.server = server;
    this.limits = server.sessionLimits();
    this.tokens = tokens;
    this.memory = server.backplane().memory();
  }

  /** An id names a session that is not, or not any more, or not the sender's. */
  static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;

    Gone(String why) {
      super(why, null, false, false);
    }
  }

  private long now() {
    return server.clock().instant().toEpochMilli();
  }

  /**
   * @throws McpException 429 when a principal uses too many sessions
   */
  void admit(Principal principal) {
    if (principal.id().isEmpty()) {
      return;
    }
    if (used(principal) >= limits.perPrincipal()) {
      forgetWhatIsOver(principal);
    }
    int used = used(principal);
    if (used >= limits.perPrincipal()) {
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many sessions: " + used + " are in use already; end one with DELETE first");
    }
  }

  private int used(Principal principal) {
    return counts.getOrDefault(principal.id(), 0);
  }

  private void forgetWhatIsOver(Principal principal) {
    long idleSince = now() - limits.idle().toMillis();
    synchronized (byToken) {
      byToken
          .values()
          .removeIf(client -> {
            boolean over =
                client.session().principal().equals(principal.id())
                    && (client.ended()
                        || client.usedAt() < idleSince
                        || client.session().isOver(server.clock().instant()));
            if (over) {
              byId.remove(client.session().id());
              count(client, -1);
            }
            return over;
          });
    }
  }

  /** The session of an id, if nothing has to be read to know that it is good. */
  @Nullable Client known(String token, Principal principal) {
    Client client;
    synchronized (byToken) {
      client = byToken.get(token);
    }
    if (client == null) {
      return null;
    }
    check(client.session(), principal);
    if (client.ended()) {
      throw new Gone("it was ended");
    }
    long now = now();
    if (now - client.usedAt() > limits.idle().toMillis()) {
      return null;
    }
    client.usedAt(now);
    if (now - client.readAt() > READ_AGAIN_MILLIS) {
      client.readAt(now);
      Thread.startVirtualThread(() -> readAgain(client));
    }
    if (isUseNews(client, now)) {
      client.toldAt(now);
      Thread.startVirtualThread(() -> tellUse(client));
    }
    return client;
  }

  /** A session that is younger than that is known to be in use: most leave no trace at all. */
  private boolean isUseNews(Client client, long now) {
    return now - client.toldAt() > limits.idle().toMillis() / 4;
  }

  private void check(Session session, Principal principal) {
    if (!session.principal().equals(principal.id())) {
      throw new Gone("there is none of this id");
    }
    if (session.isOver(server.clock().instant())) {
      throw new Gone("its time is over");
    }
  }

  /**
   * The session of an id, read from wherever it takes. Blocks.
   *
   * @throws Gone when there is none
   * @throws SharedMemoryException when it cannot be known
   */
  Client load(String token, Principal principal) {
    Session session = tokens.open(token).orElseThrow(() -> new Gone("there is none of this id"));
    check(session, principal);
    if (!server.eras().earlier().contains(session.revision().wireName())) {
      throw new Gone("its revision is not accepted any more");
    }
    Client client = byId.getOrDefault(session.id(), new Client(session, principal));
    read(client);
    if (isUseNews(client, now())) {
      tellUse(client);
    }
    return keep(token, client);
  }

  private void read(Client client) {
    Map<String, byte[]> shared = memory.read(group(client));
    long now = now();
    if (shared.containsKey(ENDED)) {
      client.end();
      throw new Gone("it was ended");
    }
    long used =
        shared.containsKey(USED)
            ? Long.parseLong(text(shared.get(USED)))
            : client.session().issued() * 1000;
    if (now - Math.max(used, client.usedAt()) > limits.idle().toMillis()) {
      throw new Gone("it was not used for too long");
    }
    client.toldAt(Math.max(used, client.toldAt()));
    recall(client, shared);
    client.usedAt(now);
  }

  private void recall(Client client, Map<String, byte[]> shared) {
    Optional.ofNullable(shared.get(LEVEL))
        .flatMap(level -> LoggingLevel.of(text(level)))
        .ifPresent(client::level);
    shared.keySet().stream()
        .filter(key -> key.startsWith(URI))
        .forEach(key -> client.uris().add(key.substring(URI.length())));
    client.readAt(now());
  }

  /**
   * Remembers for all workers what was agreed on a stream of HTTP+SSE, whose client carries no
   * session. Blocks.
   */
  void agreed(Session session, Principal principal) {
    byte[] json = Json.bytes(session);
    memory.put("session/" + session.id(), AGREED, json, limits.lifetime());
    Client unused = adopt(session, principal);
  }

  /** A session of a stream, as this worker knows it from now on. */
  Client adopt(Session session, Principal principal) {
    synchronized (byToken) {
      Client known = byId.get(session.id());
      if (known != null) {
        return known;
      }
      Client client = new Client(session, principal);
      client.usedAt(now());
      return keep(STREAM + session.id(), client);
    }
  }

  /**
   * The session of a stream, which lasts as long as the stream does; empty when nothing was agreed
   * yet. Blocks.
   *
   * @throws Gone when it is over
   */
  Optional<Client> onStream(String name, Principal principal) {
    Client known = byId.get(name);
    if (known == null || now() - known.readAt() > READ_AGAIN_MILLIS) {
      Map<String, byte[]> shared = memory.read("session/" + name);
      byte[] agreed = shared.get(AGREED);
      if (agreed == null) {
        return Optional.empty();
      }
      if (known == null) {
        known = adopt(Json.mapper().readValue(agreed, Session.class), principal);
      }
      if (shared.containsKey(ENDED)) {
        known.end();
      }
      recall(known, shared);
    }
    check(known.session(), principal);
    if (known.ended()) {
      throw new Gone("its stream is closed");
    }
    known.usedAt(now());
    return Optional.of(known);
  }

  private void readAgain(Client client) {
    try {
      read(client);
    } catch (Gone over) {
      client.end();
    } catch (SharedMemoryException away) {
      LOG.debug("What other workers know of a session could not be read", away);
    }
  }

  private void tellUse(Client client) {
    long used = client.usedAt();
    client.toldAt(used);
    try {
      // For as long as anyone asks for it: a session that is idle for longer is over.
      put(client, USED, Long.toString(used), limits.idle().multipliedBy(2));
    } catch (SharedMemoryException away) {
      LOG.debug("Other workers could not be told that a session is in use", away);
    }
  }

  /** The one client of its session from now on: another request may have been faster. */
  private Client keep(String token, Client client) {
    synchronized (byToken) {
      Client known = byToken.putIfAbsent(token, client);
      if (known != null) {
        return known;
      }
      byId.put(client.session().id(), client);
      count(client, 1);
      Iterator<Client> eldest = byToken.values().iterator();
      // Not those that something of goes on here; they are few beside the limit.
      for (int i = 0; i < MOST_SKIPPED && byToken.size() > limits.known(); i++) {
        Client next = eldest.next();
        if (!next.equals(client) && next.isQuiet()) {
          eldest.remove();
          byId.remove(next.session().id());
          count(next, -1);
        }
      }
      return client;
    }
  }

  private void count(Client client, int change) {
    String principal = client.session().principal();
    if (!principal.isEmpty()) {
      counts.merge(principal, change, (a, b) -> a + b == 0 ? null : a + b);
    }
  }

  /** The session of that name, if this worker has met it. */
  Optional<Client> met(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Ends a session for all workers, for as long as its id would be good. Blocks. */
  void end(Client client) {
    Instant expires = Instant.ofEpochSecond(client.session().expires());
    Duration left = Duration.between(server.clock().instant(), expires);
    put(client, ENDED, "", left.isPositive() ? left : Duration.ofSeconds(1));
    client.end();
  }

  /** Remembers the level of log messages. Blocks. */
  void level(Client client, LoggingLevel level) {
    client.level(level);
    put(client, LEVEL, level.wireName(), limits.idle().multipliedBy(2));
  }

  /** Remembers a subscription. Blocks. */
  void subscribe(Client client, String uri) {
    client.uris().add(uri);
    put(client, URI + uri, "", limits.idle().multipliedBy(2));
  }

  /** Forgets a subscription. Blocks. */
  void unsubscribe(Client client, String uri) {
    client.uris().remove(uri);
    memory.remove(group(client), URI + uri);
  }

  private void put(Client client, String key, String value, Duration life) {
    memory.put(group(client), key, value.getBytes(StandardCharsets.UTF_8), life);
  }

  private static String group(Client client) {
    return "session/" + client.session().id();
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
