package dev.waybill.server;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.ServerNotification.Acknowledged;
import dev.waybill.protocol.ServerNotification.Cancelled;
import dev.waybill.protocol.SubscriptionFilter;
import dev.waybill.protocol.SubscriptionsListenResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One open {@code subscriptions/listen} (basic/patterns/subscriptions).
 *
 * <p>While its client reads too slowly, notifications wait here, merged by kind and URI: what a
 * client learns from two "changed" it learns from one. A stream with more than 256 different ones
 * waiting is ended.
 */
final class Subscription implements Exchange, Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  static final int MAX_WAITING = 256;

  private final RequestId id;
  private final JsonNode idNode;
  private final Principal principal;
  private final SubscriptionFilter filter;
  private final Reply reply;
  private final SubscriptionHub hub;
  private final JsonNode serverInfo;
  private final boolean announceEnd;
  private final List<Runnable> endings = new ArrayList<>(0);

  private @Nullable Map<String, byte[]> waiting;
  private boolean acknowledged;
  private boolean ended;

  /**
   * @param announceEnd whether {@code notifications/cancelled} comes before the result, as it must
   *     where all subscriptions share one channel
   */
  Subscription(
      RequestId id,
      Principal principal,
      SubscriptionFilter filter,
      Reply reply,
      SubscriptionHub hub,
      JsonNode serverInfo,
      boolean announceEnd) {
    this.id = id;
    this.idNode = Json.mapper().valueToTree(id);
    this.principal = principal;
    this.filter = filter;
    this.reply = reply;
    this.hub = hub;
    this.serverInfo = serverInfo;
    this.announceEnd = announceEnd;
  }

  Principal principal() {
    return principal;
  }

  @Override
  public String owner() {
    return principal.id();
  }

  @Override
  public SubscriptionFilter filter() {
    return filter;
  }

  @Override
  public List<String> uris() {
    return filter.resourceSubscriptions();
  }

  /** Sends the acknowledgement, then whatever happened while it was being prepared. */
  synchronized void acknowledge(SubscriptionFilter honoured) {
    if (!ended) {
      reply.send(new Acknowledged(honoured, subscriptionMeta()).bytes());
      acknowledged = true;
      drained();
    }
  }

  private Map<String, JsonNode> subscriptionMeta() {
    return Map.of(MetaKeys.SUBSCRIPTION_ID, idNode);
  }

  /** Runs when the subscription is over, whoever ended it; at once when it already is. */
  void onEnd(Runnable action) {
    synchronized (this) {
      if (!ended) {
        endings.add(action);
        return;
      }
    }
    run(action);
  }

  @Override
  public void offer(String method, String uri) {
    ObjectNode params = Json.mapper().createObjectNode();
    if (!uri.isEmpty()) {
      params.put("uri", uri);
    }
    put(method, uri, params);
  }

  /** Offers what an extension made; its object stays as it is. */
  void offer(String method, String key, ObjectNode params) {
    put(method, key, params.deepCopy());
  }

  private void put(String method, String key, ObjectNode params) {
    JsonNode given = params.get("_meta");
    ObjectNode meta = given instanceof ObjectNode object ? object : params.putObject("_meta");
    meta.set(MetaKeys.SUBSCRIPTION_ID, idNode);
    byte[] message = JsonRpc.notification(method, params);
    boolean overflow = false;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (acknowledged && waiting == null && reply.writable()) {
        reply.send(message);
        return;
      }
      if (waiting == null) {
        waiting = new LinkedHashMap<>();
      }
      waiting.put(method + ' ' + key, message);
      overflow = waiting.size() > MAX_WAITING;
    }
    if (overflow) {
      finish();
    }
  }

  @Override
  public synchronized void drained() {
    if (ended || !acknowledged || waiting == null) {
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

  /** The client ended it. */
  @Override
  public void cancel() {
    end(false);
  }

  /** The server ends it, with its result. */
  @Override
  public void finish() {
    end(true);
  }

  private void end(boolean graceful) {
    List<Runnable> due;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      waiting = null;
      due = List.copyOf(endings);
      if (graceful) {
        if (announceEnd) {
          reply.send(
              new Cancelled(id, "The server ended the subscription", subscriptionMeta()).bytes());
        }
        reply.end(
            JsonRpc.result(
                id,
                new SubscriptionsListenResult(subscriptionMeta())
                    .withMeta(MetaKeys.SERVER_INFO, serverInfo)),
            200);
      }
    }
    hub.remove(this);
    due.forEach(Subscription::run);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.warn("An action at the end of a subscription failed", e);
    }
  }
}
