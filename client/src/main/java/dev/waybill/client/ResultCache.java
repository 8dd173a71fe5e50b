package dev.waybill.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waybill.protocol.CacheScope;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Results of one server for as long as it says they are fresh (server/utilities/caching). What is
 * private is kept under the authorization it was fetched with. Those who need the same result at
 * the same time share one request.
 */
final class ResultCache {
  private static final String PUBLIC = "";

  /**
   * @param params what of the parameters the result depends on
   * @param context the authorization a private result belongs to
   */
  record Key(String method, String params, String context) {}

  /** A result with its hints; {@code cacheable} is false when it depends on answers. */
  record Fetched<T>(T value, long ttlMs, CacheScope scope, boolean cacheable) {}

  private record Entry(Object value, long freshUntil) {}

  private final Cache<Key, Entry> entries;
  private final ConcurrentMap<Key, CompletableFuture<Object>> inFlight = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();
  private final Supplier<String> context;

  ResultCache(int maxEntries, Supplier<String> context) {
    this.entries = Caffeine.newBuilder().maximumSize(maxEntries).executor(Runnable::run).build();
    this.context = context;
  }

  /** The fresh result, or what {@code fetch} brings. */
  <T> T get(
      String method,
      String params,
      Class<T> type,
      CallOptions options,
      Patience patience,
      Where where,
      Supplier<Fetched<T>> fetch) {
    if (!options.headers().isEmpty()) {
      return fetch.get().value(); // another header may mean another answer
    }
    Key shared = new Key(method, params, PUBLIC);
    Key own = new Key(method, params, "/" + context.get());
    if (!options.isFresh()) {
      Entry entry = fresh(shared);
      if (entry == null) {
        entry = fresh(own);
      }
      if (entry != null) {
        return type.cast(entry.value);
      }
    }
    try {
      return type.cast(fetched(shared, own, options, patience, where, fetch));
    } catch (McpClientException.Unreachable | McpClientException.TimedOut e) {
      Entry entry = stale(options.stale(), shared, own);
      if (entry != null) {
        return type.cast(entry.value);
      }
      throw e;
    }
  }

  /** The fresh result, if it is there; the way for those who need it often. */
  <T> @Nullable T fresh(String method, String params, Class<T> type, CallOptions options) {
    if (options.isFresh() || !options.headers().isEmpty()) {
      return null;
    }
    Entry entry = fresh(new Key(method, params, PUBLIC));
    if (entry == null) {
      entry = fresh(new Key(method, params, "/" + context.get()));
    }
    return entry == null ? null : type.cast(entry.value);
  }

  private @Nullable Entry fresh(Key key) {
    Entry entry = entries.getIfPresent(key);
    return entry != null && entry.freshUntil - System.nanoTime() > 0 ? entry : null;
  }

  private @Nullable Entry stale(@Nullable Duration allowed, Key shared, Key own) {
    if (allowed == null) {
      return null;
    }
    Entry entry = entries.getIfPresent(shared);
    if (entry == null) {
      entry = entries.getIfPresent(own);
    }
    return entry != null && System.nanoTime() - entry.freshUntil <= allowed.toNanos()
        ? entry
        : null;
  }

  private <T> Object fetched(
      Key shared,
      Key own,
      CallOptions options,
      Patience patience,
      Where where,
      Supplier<Fetched<T>> fetch) {
    while (true) {
      CompletableFuture<Object> mine = new CompletableFuture<>();
      CompletableFuture<Object> theirs = inFlight.putIfAbsent(own, mine);
      if (theirs == null) {
        return lead(mine, shared, own, options.isFresh(), fetch);
      }
      try {
        return theirs.get(Math.max(0, patience.left()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw patience.expired(where);
      } catch (InterruptedException e) {
        throw where.interrupted(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof McpClientException.Cancelled
            || e.getCause() instanceof McpClientException.TimedOut) {
          continue; // that was the other caller's patience, not ours
        }
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private <T> Object lead(
      CompletableFuture<Object> mine,
      Key shared,
      Key own,
      boolean anew,
      Supplier<Fetched<T>> fetch) {
    long before = generation.get();
    try {
      // Another may have finished between our look and our turn.
      Entry known = anew ? null : fresh(shared) == null ? fresh(own) : fresh(shared);
      if (known != null) {
        mine.complete(known.value);
        return known.value;
      }
      Fetched<T> fetched = fetch.get();
      if (fetched.cacheable && before == generation.get()) {
        Entry entry =
            new Entry(
                fetched.value,
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, fetched.ttlMs)));
        entries.put(fetched.scope == CacheScope.PUBLIC ? shared : own, entry);
      }
      mine.complete(fetched.value);
      return fetched.value;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      inFlight.remove(own, mine);
    }
  }

  /** Forgets what changed; what is being fetched now is not kept. */
  void invalidate(Predicate<Key> changed) {
    generation.incrementAndGet();
    entries.asMap().keySet().removeIf(changed);
  }
}
