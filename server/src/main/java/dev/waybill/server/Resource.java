package dev.waybill.server;

import dev.waybill.protocol.Annotations;
import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A resource under one URI (server/resources).
 *
 * <pre>{@code
 * Resource.at("config://app").name("Configuration").mimeType("application/json")
 *     .handler(call -> Files.readString(path));
 * }</pre>
 */
public final class Resource implements Feature {
  private final dev.waybill.protocol.Resource definition;
  private final Handler handler;
  private final CacheHint cache;
  private final @Nullable Watcher watcher;

  private Resource(Builder builder, Handler handler) {
    this.handler = handler;
    this.cache = builder.cache;
    this.watcher = builder.watcher;
    this.definition =
        new dev.waybill.protocol.Resource(
            builder.uri,
            builder.name,
            builder.title,
            builder.description,
            builder.mimeType,
            builder.size,
            builder.icons,
            builder.annotations,
            builder.meta);
  }

  /** Starts a resource under an absolute URI; its name is the URI until another is given. */
  public static Builder at(String uri) {
    return new Builder(uri);
  }

  /** The refusal for a resource that does not exist: -32602 with the URI (SEP-2164). */
  public static McpException notFound(String uri) {
    return new McpException(
        ErrorCode.INVALID_PARAMS,
        "Resource not found: " + Text.shortened(uri),
        Json.mapper().createObjectNode().put("uri", uri));
  }

  @Override
  public String id() {
    return definition.uri();
  }

  /** The definition as clients see it. */
  public dev.waybill.protocol.Resource definition() {
    return definition;
  }

  Handler handler() {
    return handler;
  }

  CacheHint cache() {
    return cache;
  }

  @Nullable Watcher watcher() {
    return watcher;
  }

  /** Reads a resource. May block, may ask, may be replayed. */
  @FunctionalInterface
  public interface Handler {
    /**
     * @return a string as text, bytes as a blob, {@code ResourceContents} or a list of them as they
     *     stand, a {@code ReadResourceResult} with caching hints of its own
     * @throws Exception becomes -32603 with a correlation id; {@link Resource#notFound} as it
     *     stands
     */
    Object read(Call call) throws Exception;
  }

  /** Notices changes while someone is subscribed, for what does not tell of them by itself. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Begins to watch.
     *
     * @param changed to be run after each change, from any thread
     * @return ends the watch; closed when the last subscription to the URI is over
     * @throws Exception leaves the URI out of what the subscription is told is honoured
     */
    AutoCloseable watch(String uri, Runnable changed) throws Exception;
  }

  /** Builds a {@link Resource}; {@link #handler} comes last. */
  public static final class Builder {
    private final String uri;
    private String name;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String mimeType;
    private @Nullable Long size;
    private @Nullable Annotations annotations;
    private final List<Icon> icons = new ArrayList<>();
    private final Map<String, JsonNode> meta = new LinkedHashMap<>();
    private CacheHint cache = CacheHint.NONE;
    private @Nullable Watcher watcher;

    private Builder(String uri) {
      this.uri = uri;
      this.name = uri;
      try {
        if (!new URI(uri).isAbsolute()) {
          throw new URISyntaxException(uri, "no scheme");
        }
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(
            "Resource \"" + uri + "\": needs an absolute URI: " + e.getReason(), e);
      }
    }

    public Builder name(String text) {
      this.name = text;
      return this;
    }

    public Builder title(String text) {
      this.title = text;
      return this;
    }

    public Builder description(String text) {
      this.description = text;
      return this;
    }

    public Builder mimeType(String type) {
      this.mimeType = type;
      return this;
    }

    /** In bytes, before any encoding. */
    public Builder size(long bytes) {
      this.size = bytes;
      return this;
    }

    public Builder annotations(Annotations hints) {
      this.annotations = hints;
      return this;
    }

    public Builder icon(Icon icon) {
      icons.add(Icons.checked("Resource \"" + uri + "\"", icon));
      return this;
    }

    /** Adds an entry to the definition's {@code _meta}. */
    public Builder meta(String key, JsonNode value) {
      meta.put(key, value);
      return this;
    }

    /** How long its contents may be kept, and by whom; not at all until said. */
    public Builder cache(Duration ttl, CacheScope scope) {
      this.cache = new CacheHint(ttl, scope);
      return this;
    }

    public Builder watch(Watcher watch) {
      this.watcher = watch;
      return this;
    }

    /** Completes the resource. */
    public Resource handler(Handler handler) {
      return new Resource(this, handler);
    }
  }
}
