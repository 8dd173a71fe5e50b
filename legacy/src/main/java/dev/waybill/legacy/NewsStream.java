package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.SubscriptionFilter;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Reply;
import dev.waybill.server.Subscriber;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stream of notifications that belong to no request: over HTTP the answer to a GET (2025-11-25,
 * basic/transports, Listening for Messages from the Server).
 *
 * <p>While its client reads too slowly, notifications wait here, merged by kind and URI. Of several
 * streams of a session the newest gets them, so that no message is sent twice: an older one may be
 * what is left of a connection that was lost.
 */
final class NewsStream implements Subscriber, Exchange {
  private static final int MAX_WAITING = 256;

  private final Client client;
  private final EarlierEra.Inside server;
  private final Reply reply;
  private @Nullable Map<String, byte[]> waiting;
  private boolean ended;

  NewsStream(Client client, EarlierEra.Inside server, Reply reply) {
    this.client = client;
    this.server = server;
    this.reply = reply;
  }

  /**
   * Begins to take news. The subscriptions of the session follow on a thread of their own, as those
   * who watch resources may be slow.
   */
  void begin() {
    server.add(this);
    client.streams().add(this);
    if (client.ended()) {
      finish();
      return;
    }
    if (!client.uris().isEmpty()) {
      Thread.startVirtualThread(() -> client.uris().forEach(this::watch));
    }
  }

  /** Begins to tell of changes of a resource. Blocks. */
  void watch(String uri) {
    try {
      server.watch(this, uri, client.principal());
    } catch (McpException gone) {
      client.uris().remove(uri);
    }
  }

  void unwatch(String uri) {
    server.unwatch(this, uri);
  }

  @Override
  public String owner() {
    return "session " + client.session().id();
  }

  @Override
  public SubscriptionFilter filter() {
    return new SubscriptionFilter(true, true, true, List.of(), Map.of());
  }

  @Override
  public Collection<String> uris() {
    return client.uris();
  }

  @Override
  public void offer(String method, String uri) {
    List<NewsStream> streams = client.streams();
    if (streams.isEmpty() || !equals(streams.getLast())) {
      return;
    }
    ObjectNode params = Json.mapper().createObjectNode();
    if (!uri.isEmpty()) {
      params.put("uri", uri);
    }
    put(method + ' ' + uri, JsonRpc.notification(method, uri.isEmpty() ? null : params));
  }

  synchronized boolean isOpen() {
    return !ended;
  }

  /** Sends a message, or merges it with one of the same key that waits to be sent. */
  void put(String key, byte[] message) {
    boolean overflow;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (waiting == null && reply.writable()) {
        reply.send(message);
        return;
      }
      if (waiting == null) {
        waiting = new LinkedHashMap<>();
      }
      waiting.put(key, message);
      overflow = waiting.size() > MAX_WAITING;
    }
    if (overflow) {
      finish();
    }
  }

  @Override
  public synchronized void drained() {
    if (ended || waiting == null) {
      return;
    }
    var messages = waiting.values().iterator();
    while (messages.hasNext() && reply.writable()) {
      reply.send(messages.next());
      messages.remove();
    }
    if (waiting.isEmpty()) {
      waiting = null;
    }
  }

  /** The client has gone. */
  @Override
  public void cancel() {
    end(false);
  }

  @Override
  public void finish() {
    end(true);
  }

  private void end(boolean hangUp) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      waiting = null;
    }
    client.streams().remove(this);
    server.remove(this);
    if (hangUp) {
      reply.hangUp();
    }
  }
}
