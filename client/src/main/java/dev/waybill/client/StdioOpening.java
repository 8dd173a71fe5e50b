package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts a server's process and finds its era by asking {@code server/discover} (stdio, Backward
 * Compatibility). A process that died is started again with the next call.
 */
final class StdioOpening implements Opening {
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final ServerCommand command;
  private final Identity identity;
  private final Questions questions;
  private final int maxMessage;
  private final Consumer<String> stderr;
  private final @Nullable String revision;
  private final AtomicLong ids = new AtomicLong();
  private volatile @Nullable StdioWire current;

  StdioOpening(
      ServerCommand command,
      Identity identity,
      Questions questions,
      int maxMessage,
      Consumer<String> stderr,
      @Nullable String revision) {
    this.revision = revision;
    this.command = command;
    this.identity = identity;
    this.questions = questions;
    this.maxMessage = maxMessage;
    this.stderr = stderr;
  }

  @Override
  public String server() {
    return "stdio:" + command.program();
  }

  @Override
  public boolean mayChange() {
    return false;
  }

  @Override
  public Era open(Patience patience) {
    StdioWire wire = started();
    try {
      if (revision != null && LegacyVersion.ALL.contains(revision)) {
        return legacy(wire, patience);
      }
      EraVerdict verdict = probe(wire, patience);
      if (verdict instanceof EraVerdict.Legacy && !wire.isOpen()) {
        wire.close(); // some servers die of what they do not know
        wire = started();
      }
      return era(wire, verdict, patience);
    } catch (RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  private Era era(StdioWire wire, EraVerdict verdict, Patience patience) {
    return switch (verdict) {
      case EraVerdict.Modern modern ->
          new ModernEra(server(), wire, identity, ids, modern.greeting());
      case EraVerdict.ModernError error when LegacyVersion.newest(error.supported()).isPresent() ->
          legacy(wire, patience);
      case EraVerdict.ModernError error -> throw where().refused(error.error());
      case EraVerdict.NotLetIn n -> throw new IllegalStateException("there is no HTTP here");
      case EraVerdict.Unavailable u -> throw new IllegalStateException("there is no HTTP here");
      case EraVerdict.Legacy legacy -> legacyOrLate(wire, patience);
    };
  }

  /** A modern server that was only slow to start refuses to be initialized: ask it again. */
  private Era legacyOrLate(StdioWire wire, Patience patience) {
    try {
      return legacy(wire, patience);
    } catch (McpClientException.Refused e) {
      if (probe(wire, patience) instanceof EraVerdict.Modern modern) {
        return new ModernEra(server(), wire, identity, ids, modern.greeting());
      }
      throw e;
    }
  }

  private Era legacy(StdioWire wire, Patience patience) {
    if (revision != null && !LegacyVersion.ALL.contains(revision)) {
      throw where().violation("it does not speak revision " + revision);
    }
    return LegacyEra.open(
        server(), wire, identity, questions, ids, LegacyVersion.asked(revision), patience);
  }

  private StdioWire started() {
    StdioWire wire =
        new StdioWire(server(), ServerProcess.start(command, where()), maxMessage, stderr);
    current = wire;
    wire.start();
    return wire;
  }

  private Where where() {
    return new Where(server(), Methods.DISCOVER, null);
  }

  private EraVerdict probe(StdioWire wire, Patience patience) {
    Duration time = Duration.ofNanos(Math.max(1, Math.min(PROBE.toNanos(), patience.left())));
    Request request =
        new Request(
            Methods.DISCOVER,
            Json.mapper().createObjectNode(),
            null,
            Map.of(),
            CallOptions.DEFAULTS,
            new Patience(time, time));
    try {
      return EraVerdict.of(
          wire.exchange(
              ModernEra.envelope(request, identity, ids),
              (method, params) -> {},
              request.patience(),
              where()));
    } catch (McpClientException.TimedOut | McpClientException.Unreachable e) {
      if (patience.left() <= 0) {
        throw e;
      }
      return new EraVerdict.Legacy();
    }
  }

  @Override
  public void close() {
    StdioWire wire = current;
    if (wire != null) {
      wire.close();
    }
  }
}
