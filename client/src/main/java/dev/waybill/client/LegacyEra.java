package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.ServerCapabilities;
import dev.waybill.protocol.SubscriptionFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revisions 2024-11-05 to 2025-11-25: a session that begins with {@code initialize}, in which the
 * server sends requests of its own.
 */
final class LegacyEra implements Era {
  private static final Logger LOG = LoggerFactory.getLogger(LegacyEra.class);
  private static final CallOptions BRIEF =
      CallOptions.DEFAULTS.timeout(Duration.ofSeconds(10)).idleTimeout(Duration.ofSeconds(10));

  private final String server;
  private final LegacyWire wire;
  private final Identity identity;
  private final LegacyQuestions questions;
  private final AtomicLong ids;
  private final String asked;
  private final ReentrantLock renewing = new ReentrantLock();
  private final AtomicReference<@Nullable LoggingLevel> level = new AtomicReference<>();
  private final Set<Hearing> hearings = ConcurrentHashMap.newKeySet();
  private volatile DiscoverResult greeting;
  private volatile long session;

  private LegacyEra(
      String server,
      LegacyWire wire,
      Identity identity,
      LegacyQuestions questions,
      AtomicLong ids,
      String asked,
      DiscoverResult greeting) {
    this.server = server;
    this.wire = wire;
    this.identity = identity;
    this.questions = questions;
    this.ids = ids;
    this.asked = asked;
    this.greeting = greeting;
  }

  static LegacyEra open(
      String server,
      LegacyWire wire,
      Identity identity,
      Questions questions,
      AtomicLong ids,
      String asked,
      Patience patience) {
    Where where = new Where(server, "initialize", null);
    LegacyQuestions answers = new LegacyQuestions(server, wire, questions);
    AtomicReference<@Nullable LegacyEra> era = new AtomicReference<>();
    wire.onMessage(message -> {
      LegacyEra listening = era.get();
      if (message.has("id")) {
        answers.asked(message);
      } else if (listening != null) {
        listening.changed(message);
      }
    });
    DiscoverResult greeting = LegacySession.begin(wire, identity, ids, asked, patience, where);
    LegacyEra opened = new LegacyEra(server, wire, identity, answers, ids, asked, greeting);
    era.set(opened);
    if (questions.any()) {
      // Some servers ask on the stream that belongs to no request.
      Thread.ofVirtual().name("waybill-inbound").start(opened::listenForQuestions);
    }
    return opened;
  }

  private void listenForQuestions() {
    Duration forever = Duration.ofDays(36_500);
    Patience patience = new Patience(forever, forever);
    try {
      while (isOpen() && wire.listen(patience, where("GET", ""))) {
        Thread.sleep(Duration.ofSeconds(1));
      }
    } catch (McpClientException | SessionLost e) {
      LOG.debug("{}: it cannot ask outside of calls", server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed(ObjectNode message) {
    String method = message.path("method").asString("");
    ObjectNode params =
        message.get("params") instanceof ObjectNode given ? given : message.objectNode();
    hearings.forEach(hearing -> hearing.changed(method, params));
  }

  @Override
  public DiscoverResult greeting() {
    return greeting;
  }

  @Override
  public boolean isOpen() {
    return wire.isOpen();
  }

  @Override
  public boolean mirrorsParameters() {
    return false;
  }

  @Override
  public Where where(String method, String target) {
    return new Where(server, method, target);
  }

  @Override
  public ObjectNode request(Request request) {
    Where where = new Where(server, request.method(), request.target());
    long before = session;
    try {
      return once(request, where);
    } catch (McpClientException.Refused e) {
      throw EraVerdict.MODERN_ERRORS.contains(e.code()) ? new EraDoubt(e) : e;
    } catch (SessionLost e) {
      again(before, request.patience());
      try {
        return once(request, where);
      } catch (SessionLost again) {
        throw where.unreachable("the server forgets each session at once", again);
      }
    }
  }

  /** Begins a session anew; a server that answers and will not begin one may have changed. */
  private void again(long before, Patience patience) {
    try {
      renew(before, patience);
    } catch (McpClientException.Refused
        | McpClientException.ProtocolViolation
        | McpClientException.Unreachable e) {
      throw e.getCause() == null ? new EraDoubt(e) : e;
    }
  }

  private ObjectNode once(Request request, Where where) {
    logLevel(request);
    long id = ids.incrementAndGet();
    ObjectNode params = Json.mapper().createObjectNode().setAll(request.params());
    ObjectNode meta = identity.common(id, request.options());
    if (!meta.isEmpty()) {
      params.set("_meta", meta);
    }
    Envelope envelope =
        new Envelope(
            new RequestId.Whole(id),
            request.method(),
            request.target(),
            params,
            request.options().headers());
    questions.during(request.patience());
    try {
      return ModernEra.result(
          wire.exchange(envelope, new Notifications(request.options()), request.patience(), where),
          where);
    } finally {
      questions.after(request.patience());
    }
  }

  /** Here a level is the session's, so it is set when it changes. */
  private void logLevel(Request request) {
    LoggingLevel wanted = request.options().logLevel();
    if (wanted == null
        || greeting.capabilities().logging() == null
        || wanted == level.getAndSet(wanted)) {
      return;
    }
    ObjectNode params = Json.mapper().createObjectNode().put("level", wanted.wireName());
    simple("logging/setLevel", params);
  }

  private void simple(String method, ObjectNode params) {
    Envelope envelope =
        new Envelope(new RequestId.Whole(ids.incrementAndGet()), method, null, params, Map.of());
    Where where = new Where(server, method, null);
    ObjectNode done =
        ModernEra.result(wire.exchange(envelope, (m, p) -> {}, BRIEF.patience(), where), where);
    LOG.debug("{}: {} answered with {} members", server, method, done.size());
  }

  private void renew(long before, Patience patience) {
    renewing.lock();
    try {
      if (session == before) {
        greeting =
            LegacySession.begin(
                wire, identity, ids, asked, patience, new Where(server, "initialize", null));
        level.set(null);
        session = before + 1;
      }
    } finally {
      renewing.unlock();
    }
  }

  @Override
  public boolean listen(SubscriptionFilter filter, CallOptions options, Hearing hearing) {
    List<String> watched = new ArrayList<>();
    hearings.add(hearing);
    try {
      for (String uri : filter.resourceSubscriptions()) {
        if (subscribe("resources/subscribe", uri)) {
          watched.add(uri);
        }
      }
      hearing.opened(honoured(filter, watched));
      if (!wire.listen(options.patience(), where(Methods.LISTEN, ""))) {
        awaitEnd();
      }
      return false;
    } catch (SessionLost e) {
      renew(session, BRIEF.patience());
      return false;
    } finally {
      hearings.remove(hearing);
      watched.forEach(uri ->
          Thread.ofVirtual()
              .start(() -> {
                boolean done = subscribe("resources/unsubscribe", uri);
                LOG.debug("{}: {} unsubscribed: {}", server, uri, done);
              }));
    }
  }

  /** Notifications come with everything else; there is nothing to read but the end. */
  private void awaitEnd() {
    Where where = where(Methods.LISTEN, "");
    try {
      while (isOpen() && !new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.SECONDS)) {
        // Until the process is gone, or this thread is interrupted.
      }
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
    throw where.unreachable("the connection is gone", null);
  }

  private boolean subscribe(String method, String uri) {
    try {
      simple(method, Json.mapper().createObjectNode().put("uri", uri));
      return true;
    } catch (McpClientException e) {
      LOG.debug("{}: {} was refused", server, method, e);
      return false;
    }
  }

  private SubscriptionFilter honoured(SubscriptionFilter asked, List<String> watched) {
    ServerCapabilities offers = greeting.capabilities();
    return new SubscriptionFilter(
        asked.toolsListChanged() && offers.tools() != null && offers.tools().listChanged(),
        asked.promptsListChanged() && offers.prompts() != null && offers.prompts().listChanged(),
        asked.resourcesListChanged()
            && offers.resources() != null
            && offers.resources().listChanged(),
        watched,
        Map.of());
  }

  @Override
  public void close() {
    wire.close();
  }
}
