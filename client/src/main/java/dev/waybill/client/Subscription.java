package dev.waybill.client;

import dev.waybill.protocol.Methods;
import dev.waybill.protocol.SubscriptionFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server tells of its changes, as it happens (basic/patterns/subscriptions).
 *
 * <pre>{@code
 * try (Subscription changes = client.listen(filter)) {
 *   changes.events().forEach(event -> ...);
 * }
 * }</pre>
 *
 * <p>Opens by itself again when the connection breaks or the server ends it, and says so with
 * {@link SubscriptionEvent.Opened#again}. Events wait for their reader; equal ones are merged.
 */
public final class Subscription implements AutoCloseable {
  private static final Duration LONG = Duration.ofDays(36_500);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Connection connection;
  private final SubscriptionFilter filter;
  private final CallOptions options;
  private final Consumer<SubscriptionEvent> tap;
  private final EventQueue queue = new EventQueue();
  private final Thread thread;
  private volatile boolean closed;
  private boolean opened;
  private int failures;

  Subscription(
      Connection connection,
      SubscriptionFilter filter,
      CallOptions options,
      Consumer<SubscriptionEvent> tap) {
    this.connection = connection;
    this.filter = filter;
    this.options = options.timeout(LONG).idleTimeout(LONG);
    this.tap = tap;
    this.thread = Thread.ofVirtual().name("waybill-subscription").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * The next event, waiting for it; empty when none came in time or the subscription is closed.
   *
   * @throws McpClientException when the server refuses to be listened to
   */
  public Optional<SubscriptionEvent> next(Duration wait) {
    try {
      return queue.next(wait.toNanos());
    } catch (InterruptedException e) {
      throw where().interrupted(e);
    }
  }

  /** All events until the subscription is closed; each step waits for the next one. */
  public Stream<SubscriptionEvent> events() {
    return Stream.generate(this::await).takeWhile(Optional::isPresent).map(Optional::get);
  }

  private Optional<SubscriptionEvent> await() {
    while (true) {
      Optional<SubscriptionEvent> event = next(Duration.ofHours(1));
      if (event.isPresent() || queue.hasEnded()) {
        return event;
      }
    }
  }

  /** Stops listening, at the server too. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    queue.end(null);
  }

  boolean isClosed() {
    return closed;
  }

  private Where where() {
    return new Where(connection.server(), Methods.LISTEN, null);
  }

  private void run() {
    while (!closed && !connection.isClosed()) {
      try {
        Era era = connection.era(options.patience(), where());
        boolean farewell = era.listen(filter, options, new Changes());
        failures = farewell ? failures : failures + 1;
        pause();
      } catch (McpClientException.Unreachable | McpClientException.TimedOut e) {
        failures++;
        pause();
      } catch (McpClientException e) {
        queue.end(closed || connection.isClosed() ? null : e);
        return;
      }
    }
    queue.end(null);
  }

  private void pause() {
    long millis = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 10));
    try {
      Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private final class Changes implements Hearing {
    @Override
    public void opened(SubscriptionFilter honoured) {
      boolean again = opened;
      opened = true;
      failures = 0;
      tell(new SubscriptionEvent.Opened(honoured, again));
    }

    @Override
    public void changed(String method, ObjectNode params) {
      tell(
          switch (method) {
            case Methods.TOOLS_CHANGED -> new SubscriptionEvent.ToolsChanged();
            case Methods.PROMPTS_CHANGED -> new SubscriptionEvent.PromptsChanged();
            case Methods.RESOURCES_CHANGED -> new SubscriptionEvent.ResourcesChanged();
            case Methods.RESOURCE_UPDATED ->
                new SubscriptionEvent.ResourceUpdated(params.path("uri").asString(""));
            default -> new SubscriptionEvent.Other(method, params);
          });
    }

    private void tell(SubscriptionEvent event) {
      tap.accept(event);
      queue.add(event);
    }
  }
}
