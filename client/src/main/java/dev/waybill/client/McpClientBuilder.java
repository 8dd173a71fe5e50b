package dev.waybill.client;

import dev.waybill.discovery.CardDifference;
import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Implementation;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Settings of an {@link McpClient}; each method answers this builder. */
public final class McpClientBuilder {
  private static final Set<String> OURS =
      Set.of("content-type", "accept", "mcp-method", "mcp-name", "mcp-protocol-version");

  private final @Nullable URI endpoint;
  private final @Nullable ServerCommand command;
  private Implementation info = new Implementation("waybill-client", version());
  private CallOptions options = CallOptions.DEFAULTS;
  private @Nullable ElicitHandler elicit;
  private @Nullable SampleHandler sample;
  private @Nullable RootsHandler roots;
  private boolean tasks = true;
  private Authorizer authorizer = NoAuthorizer.INSTANCE;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Supplier<Map<String, String>> trace = Map::of;
  private Consumer<HttpClient.Builder> http = builder -> {};
  private Consumer<String> stderr = line -> {};
  private @Nullable CardClaims claims;
  private @Nullable Fetcher reach;
  private Consumer<CardDifference> differences = difference -> {};
  private @Nullable String revision;
  private int maxMessage = 16 << 20;
  private int maxCached = 10_000;

  McpClientBuilder(URI endpoint) {
    String scheme = String.valueOf(endpoint.getScheme());
    if (!(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
        || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "an endpoint is an absolute http: or https: address with a host");
    }
    if (endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "an endpoint holds no credentials: give them with header(…) or authorizer(…)");
    }
    this.endpoint = endpoint;
    this.command = null;
  }

  McpClientBuilder(ServerCommand command) {
    this.endpoint = null;
    this.command = command;
  }

  McpClientBuilder(CardClaims claims) {
    this(claims.connection().url());
    this.claims = claims;
    this.differences = claims::log;
    headers.putAll(claims.connection().headers());
  }

  private static String version() {
    String version = McpClientBuilder.class.getPackage().getImplementationVersion();
    return version == null ? "0" : version;
  }

  /** Who the client says it is; {@code waybill-client} by default. */
  public McpClientBuilder info(Implementation info) {
    this.info = info;
    return this;
  }

  /** The options of calls that are made without {@link McpClient#with}. */
  public McpClientBuilder options(CallOptions options) {
    this.options = options;
    return this;
  }

  /** Puts servers' questions to the user, and declares that it can. */
  public McpClientBuilder onElicit(ElicitHandler handler) {
    this.elicit = handler;
    return this;
  }

  /** Puts servers' prompts to a language model, and declares that it can. */
  public McpClientBuilder onSample(SampleHandler handler) {
    this.sample = handler;
    return this;
  }

  /** Tells servers of the application's roots, and declares that it can. */
  public McpClientBuilder onRoots(RootsHandler handler) {
    this.roots = handler;
    return this;
  }

  /** Does not declare that tasks are understood, so that servers answer without them. */
  public McpClientBuilder withoutTasks() {
    this.tasks = false;
    return this;
  }

  /** Gives requests their authorization; HTTP only. */
  public McpClientBuilder authorizer(Authorizer authorizer) {
    this.authorizer = authorizer;
    return this;
  }

  /**
   * A header of every HTTP request, such as {@code Authorization}.
   *
   * @throws IllegalArgumentException for a header that the protocol itself sets
   */
  public McpClientBuilder header(String name, String value) {
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(name + " is set by the protocol");
    }
    headers.put(name, value);
    return this;
  }

  /**
   * The trace a request belongs to: {@code traceparent}, {@code tracestate} and {@code baggage},
   * asked for with each request.
   */
  public McpClientBuilder trace(Supplier<Map<String, String>> context) {
    this.trace = context;
    return this;
  }

  /**
   * More settings of the HTTP client: TLS, a proxy, the HTTP version. Over {@code http:} it speaks
   * HTTP/1.1 by default, over {@code https:} whatever the server prefers. Redirects are this
   * client's business.
   */
  public McpClientBuilder http(Consumer<HttpClient.Builder> settings) {
    this.http = settings;
    return this;
  }

  /** Hears what a child process writes to its standard error, line by line, shortened. */
  public McpClientBuilder onStderr(Consumer<String> listener) {
    this.stderr = listener;
    return this;
  }

  /**
   * Speaks one revision only and asks no server what it speaks; by default the newest that both
   * know is found.
   *
   * @param revision such as {@code 2025-11-25}
   * @throws IllegalArgumentException for one that this client does not speak
   */
  public McpClientBuilder revision(String revision) {
    if (!revision.equals(ModernEra.VERSION) && !LegacyVersion.ALL.contains(revision)) {
      throw new IllegalArgumentException(
          "a revision is " + ModernEra.VERSION + " or one of " + LegacyVersion.ALL);
    }
    this.revision = revision;
    return this;
  }

  /** The largest message taken from the server, in bytes; 16 MiB by default. */
  public McpClientBuilder maxMessage(int bytes) {
    if (bytes < 1024) {
      throw new IllegalArgumentException("a message may have at least 1024 bytes, was " + bytes);
    }
    this.maxMessage = bytes;
    return this;
  }

  /** How many results are cached at most; 10 000 by default, 0 turns the cache off. */
  public McpClientBuilder maxCached(int results) {
    this.maxCached = results;
    return this;
  }

  /**
   * By whose rules a card's server may be reached; those of a fetcher without settings by default.
   * Used for clients that begin with a card.
   */
  public McpClientBuilder reaching(Fetcher rules) {
    this.reach = rules;
    return this;
  }

  /**
   * Hears what the card says otherwise than the server, once connected; a warning is logged by
   * default. The server is right either way.
   */
  public McpClientBuilder onDifference(Consumer<CardDifference> listener) {
    this.differences = listener;
    return this;
  }

  /**
   * The client. It connects with its first call; at once when it begins with a card.
   *
   * @throws dev.waybill.fetch.FetchException when a card leads to an address that must not be
   *     reached
   * @throws McpClientException when a card's server cannot be reached
   */
  public McpClient build() {
    CardClaims claimed = claims;
    if (claimed == null) {
      return client();
    }
    claimed.check(reach == null ? Fetcher.builder().build() : reach);
    McpClient client = client();
    claimed.compare(client, differences);
    return client;
  }

  private McpClient client() {
    Questions questions = new Questions(elicit, sample, roots);
    ObjectNode capabilities = questions.capabilities();
    if (tasks) {
      Questions.declareTasks(capabilities);
    }
    authorizer.extensions().forEach(name -> capabilities.withObject("extensions").putObject(name));
    Identity identity = Identity.of(info, capabilities, trace);
    ResultCache cache = new ResultCache(maxCached, authorizer::context);
    return new McpClient(Core.of(opening(identity, questions), questions, cache), options);
  }

  private Opening opening(Identity identity, Questions questions) {
    if (endpoint == null) {
      return new StdioOpening(
          Objects.requireNonNull(command), identity, questions, maxMessage, stderr, revision);
    }
    HttpSender sender =
        new HttpSender(new HttpLanes(() -> httpClient(endpoint)), authorizer, headers, maxMessage);
    AtomicLong ids = new AtomicLong();
    return new HttpOpening(
        endpoint,
        sender,
        identity,
        ids,
        revision,
        new LegacyHttpOpening(
            endpoint, sender, identity, questions, ids, LegacyVersion.asked(revision)));
  }

  private HttpClient httpClient(URI to) {
    HttpClient.Builder builder = HttpClient.newBuilder().executor(Thread::startVirtualThread);
    if ("http".equalsIgnoreCase(to.getScheme())) {
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    http.accept(builder);
    return builder.followRedirects(HttpClient.Redirect.NEVER).build();
  }
}
