package dev.waybill.http;

import dev.waybill.protocol.PublicDocuments;
import dev.waybill.server.Engine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves engines over HTTP as the Streamable HTTP transport of MCP 2026-07-28 has it:
 *
 * <pre>{@code
 * try (var endpoint = HttpEndpoint.builder(engine).port(8080).start()) {
 *   System.out.println("Listening on " + endpoint.uri());
 *   …
 * }
 * }</pre>
 *
 * <p>HTTP/1.1 and HTTP/2, the latter by prior knowledge, by upgrade and, over TLS, by ALPN. {@code
 * GET /healthz} answers 200 while the process runs, {@code GET /readyz} 503 once {@link #drain} has
 * begun.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

  /** How long {@link #close()} waits for calls in flight. */
  private static final Duration SHORT_GRACE = Duration.ofMillis(500);

  /** The most that connections without a call may linger, so that a request under way is told. */
  private static final Duration IDLE_LINGER = Duration.ofSeconds(1);

  private final EventLoopGroup group;
  private final List<Loop> loops;
  private final Channel listener;
  private final Admission admission;
  private final Service service;
  private final Service.Draining draining;
  private final List<Engine> engines;
  private final URI uri;
  private final AtomicBoolean closing = new AtomicBoolean();
  private @Nullable Thread hook;

  private HttpEndpoint(
      EventLoopGroup group,
      List<Loop> loops,
      Channel listener,
      Admission admission,
      Service service,
      Service.Draining draining,
      List<Engine> engines,
      URI uri) {
    this.group = group;
    this.loops = loops;
    this.listener = listener;
    this.admission = admission;
    this.service = service;
    this.draining = draining;
    this.engines = engines;
    this.uri = uri;
  }

  /** Begins an endpoint that serves {@code engine}, at {@code /mcp} unless told otherwise. */
  public static HttpEndpointBuilder builder(Engine engine) {
    return new HttpEndpointBuilder(engine);
  }

  static HttpEndpoint start(HttpEndpointBuilder settings, @Nullable SslContext tls) {
    Service.Draining draining = new Service.Draining();
    Service service = settings.service(draining);
    Limits limits = service.limits;
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            settings.threads(),
            new DefaultThreadFactory("waybill-http"),
            NioIoHandler.newFactory());
    Map<EventLoop, Loop> loops = new HashMap<>();
    for (EventExecutor executor : group) {
      EventLoop eventLoop = (EventLoop) executor;
      loops.put(eventLoop, new Loop(eventLoop, sweepPeriod(service)));
    }
    Admission admission = new Admission(limits);
    InetSocketAddress address = settings.address();
    int high = limits.writeBufferBytes();
    var bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
            .handler(admission)
            .childHandler(new Wiring(service, loops, tls))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new UncheckedIOException(
          "Cannot listen on " + address, new java.io.IOException(bound.cause()));
    }
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    return new HttpEndpoint(
        group,
        List.copyOf(loops.values()),
        bound.channel(),
        admission,
        service,
        draining,
        settings.engines(),
        settings.uri(tls != null, port));
  }

  /** Often enough that nothing is late by more than about a quarter of its limit. */
  private static long sweepPeriod(Service service) {
    Limits limits = service.limits;
    long shortest = service.keepAliveNanos;
    for (Duration time :
        List.of(limits.headerTime(), limits.bodyTime(), limits.idleTime(), limits.stallTime())) {
      shortest = Math.min(shortest, time.toNanos());
    }
    return Math.clamp(shortest / 8, TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1));
  }

  /** Where the first engine is served, for a client on this machine. */
  public URI uri() {
    return uri;
  }

  /** The port that is listened on. */
  public int port() {
    return uri.getPort();
  }

  /**
   * Serves documents beside the engines: to GET and HEAD on their paths, from memory, to everyone
   * and to pages of every origin, with an {@code ETag}, compressed where the client takes it. The
   * {@link #uri} is known by now, so documents may name it. What was published before is not served
   * any more.
   *
   * @throws IllegalArgumentException when a path is taken; nothing is changed then
   */
  public void publish(PublicDocuments documents) {
    service.gate.publish(documents);
  }

  /** How many bytes of bodies wait in memory, unfinished or behind others. */
  long pendingBodyBytes() {
    return service.pendingBodyBytes();
  }

  /** How many connections are open. */
  public int connections() {
    return admission.open();
  }

  void hook(Thread thread) {
    hook = thread;
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /**
   * Ends gracefully: readiness turns to 503, no connection is accepted and no request taken any
   * more, subscriptions end with their result, calls in flight go on for at most {@code grace};
   * then everything is closed. Returns when it is; does nothing when it is called again.
   */
  public void drain(Duration grace) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    LOG.info("Draining {} ({} connections)", uri, admission.open());
    long deadline = System.nanoTime() + grace.toNanos();
    draining.begin();
    listener.close().awaitUninterruptibly();
    engines.forEach(Engine::drain);
    long linger = Math.min(grace.toNanos() / 4, IDLE_LINGER.toNanos());
    try {
      admission.awaitNone(Duration.ofNanos(linger));
      for (Loop loop : loops) {
        loop.executor().execute(loop::drain);
      }
      admission.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stop();
    }
  }

  private void stop() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    Thread registered = hook;
    if (registered != null && !registered.equals(Thread.currentThread())) {
      try {
        Runtime.getRuntime().removeShutdownHook(registered);
      } catch (IllegalStateException e) {
        LOG.trace("The virtual machine is going down already", e);
      }
    }
    LOG.info("Closed {}", uri);
  }

  /** Drains with a short grace. */
  @Override
  public void close() {
    drain(SHORT_GRACE);
  }
}
