package dev.waybill.legacy;

import dev.waybill.protocol.ClientCapabilities;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import dev.waybill.server.Exchange;
import dev.waybill.server.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A session as this worker knows it: what was agreed, and what other requests of it need here. Of
 * what other workers have to know it is a copy, read again now and then.
 */
final class Client {
  private final Session session;
  private final ClientCapabilities capabilities;
  private final Principal principal;
  private final Set<String> uris = ConcurrentHashMap.newKeySet();
  private final Map<RequestId, Exchange> running = new ConcurrentHashMap<>();
  private final List<NewsStream> streams = new CopyOnWriteArrayList<>();
  private volatile LoggingLevel level = LoggingLevel.INFO;
  private volatile long readAt;
  private volatile long usedAt;
  private volatile long toldAt;
  private volatile boolean ended;

  Client(Session session, Principal principal) {
    this.session = session;
    this.capabilities = new ClientCapabilities(session.capabilities());
    this.principal = principal;
  }

  Session session() {
    return session;
  }

  Revision revision() {
    return session.revision();
  }

  /** What the client can do, as handlers of any revision ask for it. */
  ClientCapabilities capabilities() {
    return capabilities;
  }

  Principal principal() {
    return principal;
  }

  /** The least severe log messages it wants; {@code info} until it says. */
  LoggingLevel level() {
    return level;
  }

  void level(LoggingLevel wanted) {
    this.level = wanted;
  }

  /** The resources it is subscribed to, on whatever worker. */
  Set<String> uris() {
    return uris;
  }

  /**
   * A request begins to run here.
   *
   * @throws McpException when another one of its id still runs
   */
  void begin(RequestId id, Exchange request) {
    if (running.putIfAbsent(id, request) != null) {
      throw new McpException(
          ErrorCode.INVALID_REQUEST,
          "Invalid request: id " + id + " belongs to a request of this session still open");
    }
  }

  /** Its requests that run on this worker. */
  Map<RequestId, Exchange> running() {
    return running;
  }

  /** Its streams for news that end on this worker; the newest of them gets the news. */
  List<NewsStream> streams() {
    return streams;
  }

  boolean ended() {
    return ended;
  }

  /** Whether nothing of it goes on here. */
  boolean isQuiet() {
    return running.isEmpty() && streams.isEmpty();
  }

  /** Nothing of it goes on here. */
  void end() {
    ended = true;
    running.values().forEach(Exchange::cancel);
    streams.forEach(NewsStream::finish);
  }

  /** When what other workers know was read, in milliseconds of the server's clock. */
  long readAt() {
    return readAt;
  }

  void readAt(long millis) {
    this.readAt = millis;
  }

  /** When it was last used here, in milliseconds of the server's clock. */
  long usedAt() {
    return usedAt;
  }

  void usedAt(long millis) {
    this.usedAt = millis;
  }

  /** When the other workers were last told that it is in use. */
  long toldAt() {
    return toldAt;
  }

  void toldAt(long millis) {
    this.toldAt = millis;
  }

  /** The exchange of a request that was cancelled, if it runs here. */
  @Nullable Exchange take(RequestId id) {
    return running.remove(id);
  }
}
