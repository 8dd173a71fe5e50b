package dev.waybill.client;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.ServerNotification.LoggingMessage;
import dev.waybill.protocol.ServerNotification.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How calls are made; each method answers a changed copy.
 *
 * <pre>{@code
 * var patient = client.with(CallOptions.DEFAULTS
 *     .timeout(Duration.ofHours(1))
 *     .onProgress(p -> System.out.println(p.progress())));
 * }</pre>
 */
public final class CallOptions {
  /** Ten minutes in all, one minute of silence, nothing else. */
  public static final CallOptions DEFAULTS = new CallOptions(new Draft());

  private final Duration timeout;
  private final Duration idleTimeout;
  private final @Nullable Consumer<Progress> onProgress;
  private final @Nullable LoggingLevel logLevel;
  private final @Nullable Consumer<LoggingMessage> onLog;
  private final Map<String, String> headers;
  private final Map<String, JsonNode> meta;
  private final boolean fresh;
  private final @Nullable Duration stale;

  private CallOptions(Draft draft) {
    this.timeout = draft.timeout;
    this.idleTimeout = draft.idleTimeout;
    this.onProgress = draft.onProgress;
    this.logLevel = draft.logLevel;
    this.onLog = draft.onLog;
    this.headers = Map.copyOf(draft.headers);
    this.meta = Map.copyOf(draft.meta);
    this.fresh = draft.fresh;
    this.stale = draft.stale;
  }

  /** What a changed copy is made of. */
  private static final class Draft {
    private Duration timeout = Duration.ofMinutes(10);
    private Duration idleTimeout = Duration.ofMinutes(1);
    private @Nullable Consumer<Progress> onProgress;
    private @Nullable LoggingLevel logLevel;
    private @Nullable Consumer<LoggingMessage> onLog;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, JsonNode> meta = new LinkedHashMap<>();
    private boolean fresh;
    private @Nullable Duration stale;
  }

  private CallOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.timeout = timeout;
    draft.idleTimeout = idleTimeout;
    draft.onProgress = onProgress;
    draft.logLevel = logLevel;
    draft.onLog = onLog;
    draft.headers.putAll(headers);
    draft.meta.putAll(meta);
    draft.fresh = fresh;
    draft.stale = stale;
    change.accept(draft);
    return new CallOptions(draft);
  }

  /** The most a call may take in all, rounds, retries and its task included; always in force. */
  public CallOptions timeout(Duration timeout) {
    return changed(draft -> draft.timeout = positive(timeout));
  }

  /** The longest silence; progress and every other sign of work begin it anew. */
  public CallOptions idleTimeout(Duration idleTimeout) {
    return changed(draft -> draft.idleTimeout = positive(idleTimeout));
  }

  /** Asks for progress and hears it, on the thread that makes the call. */
  public CallOptions onProgress(Consumer<Progress> listener) {
    Objects.requireNonNull(listener);
    return changed(draft -> draft.onProgress = listener);
  }

  /** Asks for log messages of a level and above, and hears them. */
  public CallOptions onLog(LoggingLevel level, Consumer<LoggingMessage> listener) {
    Objects.requireNonNull(level);
    Objects.requireNonNull(listener);
    return changed(draft -> {
      draft.logLevel = level;
      draft.onLog = listener;
    });
  }

  /** One more HTTP header; not sent over stdio. */
  public CallOptions header(String name, String value) {
    return changed(draft -> draft.headers.put(name, value));
  }

  /** One more {@code _meta} entry, such as {@code traceparent}. */
  public CallOptions meta(String key, JsonNode value) {
    return changed(draft -> draft.meta.put(key, value));
  }

  /** Asks the server even where the cache holds a fresh answer. */
  public CallOptions fresh() {
    return changed(draft -> draft.fresh = true);
  }

  /** When the server cannot be reached, takes a cached answer that went stale that long ago. */
  public CallOptions staleOnError(Duration stale) {
    return changed(draft -> draft.stale = positive(stale));
  }

  private static Duration positive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("a time must be positive, was " + duration);
    }
    return duration;
  }

  Patience patience() {
    return new Patience(timeout, idleTimeout);
  }

  @Nullable Consumer<Progress> progress() {
    return onProgress;
  }

  @Nullable LoggingLevel logLevel() {
    return logLevel;
  }

  @Nullable Consumer<LoggingMessage> log() {
    return onLog;
  }

  Map<String, String> headers() {
    return headers;
  }

  Map<String, JsonNode> meta() {
    return meta;
  }

  boolean isFresh() {
    return fresh;
  }

  @Nullable Duration stale() {
    return stale;
  }
}
