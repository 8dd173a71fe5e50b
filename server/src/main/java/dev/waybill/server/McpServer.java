package dev.waybill.server;

import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.ServerDescription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server: what it offers, ready to be put behind any transport.
 *
 * <pre>{@code
 * record Sum(int a, int b) {}
 *
 * McpServer server = McpServer.builder("calculator", "1.0.0")
 *     .add(Tool.named("add").description("Adds two numbers").input(Sum.class)
 *         .handler((in, call) -> in.a() + in.b()))
 *     .build();
 * }</pre>
 *
 * <p>Speaks revision 2026-07-28, and earlier ones where the room that knows them is there. Safe for
 * use by any number of threads.
 */
public final class McpServer implements Engine {
  private final Door door;

  private McpServer(Builder builder) {
    this.door =
        new Door(
            builder.settings(), builder.features.catalog(), new Extensions(builder.extensions));
  }

  /** Starts a server; name and version are told to clients. */
  public static Builder builder(String name, String version) {
    return new Builder(name, version);
  }

  @Override
  public Exchange receive(Incoming message, Reply reply) {
    return door.receive(message, reply);
  }

  @Override
  public Set<Incoming.Verb> verbs() {
    return door.verbs();
  }

  @Override
  public void drain() {
    door.drain();
  }

  Door door() {
    return door;
  }

  /**
   * What this server says of itself now to someone without credentials: features that its {@link
   * Policy} keeps from {@link Principal#ANONYMOUS} are not in it. Public documents, such as server
   * cards, are made from this.
   */
  public ServerDescription describe() {
    return door.describe();
  }

  /** Tells subscribers of changes that did not come through {@link #change}. */
  public Notifications notifications() {
    return door.notifications();
  }

  /**
   * Changes what is offered, all at once; subscribers of the lists that changed are told.
   *
   * @throws IllegalArgumentException when something is added under a name that is taken; nothing is
   *     changed then
   */
  public void change(Consumer<Change> change) {
    door.change(change);
  }

  /** Changes to what a server offers. */
  public interface Change {
    Change add(Feature feature);

    Change removeTool(String name);

    Change removePrompt(String name);

    Change removeResource(String uri);

    Change removeTemplate(String uriTemplate);
  }

  /** Everything about a server that does not change while it runs. */
  record Settings(
      Implementation info,
      @Nullable String instructions,
      Sealer sealer,
      Policy policy,
      List<Interceptor> interceptors,
      NonceStore nonces,
      InstantSource clock,
      Timer timer,
      Eras eras,
      SessionLimits sessionLimits,
      @Nullable Backplane backplane,
      @Nullable RequestCounter counter,
      int pageSize,
      CacheHint listCache,
      Duration stateLifetime,
      int maxState,
      int maxCalls,
      int maxSubscriptions) {}

  /** Builds a {@link McpServer}. */
  public static final class Builder {
    private final String name;
    private final String version;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String websiteUrl;
    private final List<Icon> icons = new ArrayList<>();
    private @Nullable String instructions;
    private final Catalog.Edit features = Catalog.EMPTY.edit();
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Interceptor> interceptors = new ArrayList<>();
    private @Nullable KeyRing keys;
    private Policy policy = Policy.ALLOW_ALL;
    private @Nullable NonceStore nonces;
    private InstantSource clock = InstantSource.system();
    private Timer timer = Timer.system();
    private Eras eras = Eras.all();
    private SessionLimits sessionLimits = SessionLimits.DEFAULTS;
    private @Nullable Backplane backplane;
    private @Nullable RequestCounter counter;
    private int pageSize = 1000;
    private CacheHint listCache = new CacheHint(Duration.ofMinutes(5), CacheScope.PUBLIC);
    private Duration stateLifetime = Duration.ofMinutes(30);
    private int maxState = 16 << 10;
    private int maxCalls = 1024;
    private int maxSubscriptions = 64;

    private Builder(String name, String version) {
      this.name = name;
      this.version = version;
    }

    public Builder title(String text) {
      this.title = text;
      return this;
    }

    public Builder description(String text) {
      this.description = text;
      return this;
    }

    public Builder website(String url) {
      this.websiteUrl = url;
      return this;
    }

    public Builder icon(Icon icon) {
      icons.add(Icons.checked("Server \"" + name + "\"", icon));
      return this;
    }

    /** Guidance for models on how to use this server. */
    public Builder instructions(String text) {
      this.instructions = text;
      return this;
    }

    /**
     * Offers a tool, prompt, resource or template.
     *
     * @throws IllegalArgumentException when its name or URI is taken
     */
    public Builder add(Feature feature) {
      features.add(feature);
      return this;
    }

    public Builder extension(Extension extension) {
      extensions.add(extension);
      return this;
    }

    /** Puts an interceptor inside those that were added before. */
    public Builder interceptor(Interceptor interceptor) {
      interceptors.add(interceptor);
      return this;
    }

    /** The keys shared by all workers; until given, a key that only this process has. */
    public Builder keys(KeyRing ring) {
      this.keys = ring;
      return this;
    }

    /** Who may see and use what; everyone everything until said. */
    public Builder policy(Policy rule) {
      this.policy = rule;
      return this;
    }

    /** Where single-use states are remembered; in memory until said. */
    public Builder nonces(NonceStore store) {
      this.nonces = store;
      return this;
    }

    /** The time by which sealed states expire. */
    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /** Which revisions of the protocol are accepted; all of them until said. */
    public Builder eras(Eras accepted) {
      this.eras = accepted;
      return this;
    }

    /** What sessions of earlier revisions may take; the defaults until said. */
    public Builder sessionLimits(SessionLimits limits) {
      this.sessionLimits = limits;
      return this;
    }

    /**
     * Connects the workers that share the {@link #keys}, for what clients of earlier revisions send
     * to one worker and another needs; this process alone until said. It is not closed.
     */
    public Builder backplane(Backplane plane) {
      this.backplane = plane;
      return this;
    }

    /** Hears of every request; nobody until said. */
    public Builder counter(RequestCounter requests) {
      this.counter = requests;
      return this;
    }

    Builder timer(Timer alarm) {
      this.timer = alarm;
      return this;
    }

    /** Items on a page of a list, 1000 until said. */
    public Builder pageSize(int items) {
      this.pageSize = positive("pageSize", items);
      return this;
    }

    /** How long lists may be kept; 5 minutes until said. Filtered lists are always private. */
    public Builder listCache(Duration ttl) {
      this.listCache = new CacheHint(ttl, CacheScope.PUBLIC);
      return this;
    }

    /** How long a client may take to answer questions; 30 minutes until said. */
    public Builder stateLifetime(Duration lifetime) {
      this.stateLifetime = lifetime;
      return this;
    }

    /** The longest sealed state in characters; 16 Ki until said. */
    public Builder maxState(int chars) {
      this.maxState = positive("maxState", chars);
      return this;
    }

    /** Calls a principal may have running at once; 1024 until said. */
    public Builder maxCalls(int calls) {
      this.maxCalls = positive("maxCalls", calls);
      return this;
    }

    /** Subscriptions a principal may have open at once; 64 until said. */
    public Builder maxSubscriptions(int subscriptions) {
      this.maxSubscriptions = positive("maxSubscriptions", subscriptions);
      return this;
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value);
      }
      return value;
    }

    private Settings settings() {
      return new Settings(
          new Implementation(name, version, title, description, icons, websiteUrl),
          instructions,
          keys == null ? Sealer.local() : new Sealer(keys),
          policy,
          List.copyOf(interceptors),
          nonces == null ? NonceStore.inMemory(clock) : nonces,
          clock,
          timer,
          eras,
          sessionLimits,
          backplane,
          counter,
          pageSize,
          listCache,
          stateLifetime,
          maxState,
          maxCalls,
          maxSubscriptions);
    }

    public McpServer build() {
      return new McpServer(this);
    }
  }
}
