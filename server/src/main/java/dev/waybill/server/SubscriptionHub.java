package dev.waybill.server;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Methods;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All open subscriptions of this worker, and who hears of what. */
final class SubscriptionHub implements Notifications {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionHub.class);

  private final int perPrincipal;
  private final Set<Subscriber> all = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Map<String, Watched> watched = new HashMap<>();
  private volatile boolean draining;

  /** A URI someone is subscribed to. */
  private static final class Watched {
    final Set<Subscriber> subscriptions = new HashSet<>();
    final CountDownLatch on = new CountDownLatch(1);
    boolean begun;
    boolean failed;
    @Nullable AutoCloseable watch;
  }

  SubscriptionHub(int perPrincipal) {
    this.perPrincipal = perPrincipal;
  }

  /**
   * Takes a subscription in.
   *
   * @throws McpException 429 when its owner has too many open
   */
  void add(Subscriber subscription) {
    if (counts.merge(subscription.owner(), 1, Integer::sum) > perPrincipal) {
      release(subscription);
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many subscriptions: " + perPrincipal + " are open already; end one first");
    }
    all.add(subscription);
    if (draining) {
      subscription.finish();
    }
  }

  /**
   * Begins to watch a resource on behalf of a subscription, unless that is over already. A watcher
   * is user code and may be slow: it runs without the lock, and who else waits for the same URI
   * waits until it is on.
   *
   * @return whether the subscription will hear of changes; not when the watcher failed
   */
  boolean watch(Subscriber subscription, String uri, Resource.@Nullable Watcher watcher) {
    Watched entry;
    boolean first;
    synchronized (watched) {
      if (!all.contains(subscription)) {
        return false;
      }
      entry = watched.computeIfAbsent(uri, u -> new Watched());
      entry.subscriptions.add(subscription);
      first = watcher != null && !entry.begun;
      entry.begun |= first;
    }
    if (watcher == null) {
      return true;
    }
    if (first) {
      try {
        begin(entry, uri, watcher);
      } finally {
        entry.on.countDown();
      }
    } else {
      try {
        entry.on.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (watched) {
      if (entry.failed) {
        entry.subscriptions.remove(subscription);
        watched.remove(uri, entry);
      }
      return !entry.failed;
    }
  }

  private void begin(Watched entry, String uri, Resource.Watcher watcher) {
    AutoCloseable watch;
    try {
      watch = watcher.watch(uri, () -> resourceUpdated(uri));
    } catch (Exception e) {
      // A resource that is not there is the client's mistake; everything else is the watcher's.
      if (!(e instanceof McpException)) {
        LOG.warn("Watching a resource failed; subscriptions to it are not honoured", e);
      }
      synchronized (watched) {
        entry.failed = true;
      }
      return;
    }
    synchronized (watched) {
      if (watched.get(uri) == entry) {
        entry.watch = watch;
        return;
      }
    }
    close(watch);
  }

  void remove(Subscriber subscription) {
    if (!all.remove(subscription)) {
      return;
    }
    release(subscription);
    for (String uri : subscription.uris()) {
      unwatch(subscription, uri);
    }
  }

  /** Ends what {@link #watch} began. */
  void unwatch(Subscriber subscription, String uri) {
    AutoCloseable watch = null;
    synchronized (watched) {
      Watched entry = watched.get(uri);
      if (entry != null
          && entry.subscriptions.remove(subscription)
          && entry.subscriptions.isEmpty()) {
        watched.remove(uri);
        watch = entry.watch;
      }
    }
    close(watch);
  }

  private void release(Subscriber subscription) {
    counts.computeIfPresent(subscription.owner(), (id, count) -> count == 1 ? null : count - 1);
  }

  private static void close(@Nullable AutoCloseable watch) {
    if (watch != null) {
      try {
        watch.close();
      } catch (Exception e) {
        LOG.warn("Ending the watch of a resource failed", e);
      }
    }
  }

  @Override
  public void toolsChanged() {
    all.stream()
        .filter(subscription -> subscription.filter().toolsListChanged())
        .forEach(subscription -> subscription.offer(Methods.TOOLS_CHANGED, ""));
  }

  @Override
  public void promptsChanged() {
    all.stream()
        .filter(subscription -> subscription.filter().promptsListChanged())
        .forEach(subscription -> subscription.offer(Methods.PROMPTS_CHANGED, ""));
  }

  @Override
  public void resourcesChanged() {
    all.stream()
        .filter(subscription -> subscription.filter().resourcesListChanged())
        .forEach(subscription -> subscription.offer(Methods.RESOURCES_CHANGED, ""));
  }

  @Override
  public void resourceUpdated(String uri) {
    List<Subscriber> concerned;
    synchronized (watched) {
      Watched entry = watched.get(uri);
      concerned = entry == null ? List.of() : List.copyOf(entry.subscriptions);
    }
    concerned.forEach(subscription -> subscription.offer(Methods.RESOURCE_UPDATED, uri));
  }

  /** Ends every subscription with its result, and each that still comes. */
  void drain() {
    draining = true;
    all.forEach(Subscriber::finish);
  }
}
