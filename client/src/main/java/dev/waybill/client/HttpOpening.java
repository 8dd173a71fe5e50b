package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds the era of a server behind an HTTP address: modern first. */
final class HttpOpening implements Opening {
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final URI uri;
  private final String server;
  private final HttpSender sender;
  private final Identity identity;
  private final LegacyOpening legacy;
  private final AtomicLong ids;
  private final @Nullable String revision;

  HttpOpening(
      URI uri,
      HttpSender sender,
      Identity identity,
      AtomicLong ids,
      @Nullable String revision,
      LegacyOpening legacy) {
    this.revision = revision;
    this.ids = ids;
    this.uri = uri;
    this.server = name(uri);
    this.sender = sender;
    this.identity = identity;
    this.legacy = legacy;
  }

  /** How a server that is not modern is spoken to. */
  interface LegacyOpening {
    Era open(Patience patience);
  }

  @Override
  public String server() {
    return server;
  }

  /** An address without user, query and fragment, which may be secrets. */
  static String name(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + path;
  }

  @Override
  public boolean mayChange() {
    return true;
  }

  @Override
  public Era open(Patience patience) {
    if (revision != null && LegacyVersion.ALL.contains(revision)) {
      return legacy.open(patience);
    }
    if (EraMemory.isLegacy(uri)) {
      try {
        return legacy.open(patience);
      } catch (McpClientException.Unreachable
          | McpClientException.ProtocolViolation
          | McpClientException.Refused e) {
        EraMemory.forget(uri);
      }
    }
    return probe(patience, true);
  }

  private Era probe(Patience patience, boolean first) {
    Where where = new Where(server(), Methods.DISCOVER, null);
    HttpWire wire = new HttpWire(uri, sender, ModernEra.VERSION);
    EraVerdict verdict = ask(wire, patience, where);
    return switch (verdict) {
      case EraVerdict.Modern modern ->
          new ModernEra(server(), wire, identity, ids, modern.greeting());
      case EraVerdict.ModernError error -> {
        if (error.supported().contains(ModernEra.VERSION) && first) {
          yield probe(patience, false);
        }
        if (LegacyVersion.newest(error.supported()).isPresent()) {
          yield legacy(patience);
        }
        throw where.refused(error.error());
      }
      case EraVerdict.NotLetIn notLetIn -> throw new IllegalStateException("thrown before");
      case EraVerdict.Unavailable unavailable ->
          throw where.unreachable(
              "the server answers with HTTP status " + unavailable.status() + "; try again later",
              null);
      case EraVerdict.Legacy old -> legacy(patience);
    };
  }

  private Era legacy(Patience patience) {
    if (revision != null) {
      throw new Where(server(), Methods.DISCOVER, null)
          .violation("it does not speak revision " + revision);
    }
    Era era = legacy.open(patience);
    EraMemory.remember(uri);
    return era;
  }

  private EraVerdict ask(HttpWire wire, Patience patience, Where where) {
    Patience probe =
        new Patience(
            Duration.ofNanos(Math.max(1, Math.min(PROBE.toNanos(), patience.left()))), PROBE);
    Request request =
        new Request(
            Methods.DISCOVER,
            Json.mapper().createObjectNode(),
            null,
            Map.of(),
            CallOptions.DEFAULTS,
            probe);
    Envelope envelope = ModernEra.envelope(request, identity, ids);
    HttpResponse<Body> answer;
    try {
      answer = wire.post(envelope, probe, where);
    } catch (McpClientException.TimedOut e) {
      if (patience.left() <= 0) {
        throw e;
      }
      return new EraVerdict.Legacy();
    }
    byte[] body =
        switch (answer.body()) {
          case Body.Whole(byte[] bytes) -> bytes;
          case Body.Stream(EventStream events) -> firstResponse(events, probe, where);
        };
    EraVerdict verdict = EraVerdict.of(answer.statusCode(), body);
    if (verdict instanceof EraVerdict.NotLetIn) {
      ObjectNode never = Answers.whole(answer, body, envelope.id(), where);
      throw new IllegalStateException("401 and 403 are refused, not " + never.size());
    }
    return verdict;
  }

  /** The first response of a stream; nothing when it brings none. */
  private static byte[] firstResponse(EventStream stream, Patience probe, Where where) {
    try (EventStream events = stream) {
      while (true) {
        @Nullable Event event = events.next(probe.left()).orElse(null);
        if (event == null) {
          return new byte[0];
        }
        if (event.data().length > 0 && Answers.isResponse(Answers.message(event.data(), where))) {
          return event.data();
        }
      }
    } catch (TimeoutException | IOException | McpClientException.ProtocolViolation e) {
      return new byte[0];
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
  }

  @Override
  public void close() {
    sender.close();
  }
}
