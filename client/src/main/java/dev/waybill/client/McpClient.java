package dev.waybill.client;

import dev.waybill.discovery.ConfiguredServer;
import dev.waybill.discovery.Inputs;
import dev.waybill.discovery.RemoteConnection;
import dev.waybill.discovery.ServerCard;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ClientRequest.CompletionReference;
import dev.waybill.protocol.CompleteResult;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Prompt;
import dev.waybill.protocol.ReadResourceResult;
import dev.waybill.protocol.Resource;
import dev.waybill.protocol.ResourceTemplate;
import dev.waybill.protocol.SubscriptionFilter;
import dev.waybill.protocol.Tool;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls one MCP server.
 *
 * <pre>{@code
 * record Deploy(String env) {}
 * record Receipt(String id) {}
 *
 * try (var client = McpClient.connect(URI.create("https://mcp.example.com/mcp"))) {
 *   Receipt receipt = client.call("deploy", new Deploy("staging"), Receipt.class);
 * }
 * }</pre>
 *
 * <p>Blocking, made for virtual threads, shared by all threads. Connects with the first call and
 * finds out by itself what the server speaks: 2026-07-28, or 2024-11-05 to 2025-11-25. Answers
 * questions through the handlers of its {@link #builder builder}, sees tasks through, and keeps
 * what the server says may be kept. Whatever a call comes to besides its result is an {@link
 * McpClientException}.
 */
public final class McpClient implements AutoCloseable {
  private final Core core;
  private final CallOptions options;

  McpClient(Core core, CallOptions options) {
    this.core = core;
    this.options = options;
  }

  /** A client of the server at an address, with everything as it is by default. */
  public static McpClient connect(URI endpoint) {
    return builder(endpoint).build();
  }

  /** A client of a server that is started as a child process. */
  public static McpClient connect(ServerCommand command) {
    return builder(command).build();
  }

  /**
   * A client of the server that a card tells of and that asks for nothing; see {@link
   * #builder(ServerCard, Inputs)}.
   */
  public static McpClient connect(ServerCard card) {
    return builder(card, Inputs.NONE).build();
  }

  /**
   * A client of the server that a card tells of, to be set up. It connects as soon as it is built,
   * and what the card says otherwise than the server is told to {@link
   * McpClientBuilder#onDifference}. Private addresses and this machine are refused until {@link
   * McpClientBuilder#reaching} allows them.
   *
   * @param inputs the values that the card asks for
   * @throws dev.waybill.discovery.DiscoveryException when a value is missing, or the card leads to
   *     no URL that is https or on this machine
   * @throws IllegalArgumentException when the card names no remote
   */
  public static McpClientBuilder builder(ServerCard card, Inputs inputs) {
    return new McpClientBuilder(CardClaims.of(card, inputs));
  }

  /**
   * A client of the server at an address, to be set up.
   *
   * @param endpoint an {@code http:} or {@code https:} address
   */
  public static McpClientBuilder builder(URI endpoint) {
    return new McpClientBuilder(endpoint);
  }

  /** A client of a server that is started as a child process, to be set up. */
  public static McpClientBuilder builder(ServerCommand command) {
    return new McpClientBuilder(command);
  }

  /** A client of a server whose card was filled in, to be set up. */
  public static McpClientBuilder builder(RemoteConnection remote) {
    McpClientBuilder builder = new McpClientBuilder(remote.url());
    remote.headers().forEach(builder::header);
    return builder;
  }

  /**
   * A client of a server from a configuration file such as {@code mcp.json}, to be set up.
   *
   * @throws IllegalArgumentException when its address or headers still hold {@code ${…}}
   */
  public static McpClientBuilder builder(ConfiguredServer configured) {
    return switch (configured) {
      case ConfiguredServer.Local local -> new McpClientBuilder(Configured.command(local));
      case ConfiguredServer.Web web -> {
        McpClientBuilder builder = new McpClientBuilder(Configured.address(web));
        web.headers()
            .forEach(
                (name, value) -> builder.header(name, Configured.whole(web.name(), name, value)));
        yield builder;
      }
    };
  }

  /** This client with other options for its calls; both share everything else. */
  public McpClient with(CallOptions options) {
    return new McpClient(core, options);
  }

  /** The options calls are made with. */
  public CallOptions options() {
    return options;
  }

  /** What the server speaks and offers, as it said when it was first reached. */
  public DiscoverResult server() {
    return core.reads().server(options);
  }

  /**
   * Calls a tool and reads its structured result.
   *
   * @param arguments a record, a map or an {@code ObjectNode}
   * @param type what to make of the structured content; a {@code String} may also be the text
   * @throws McpClientException.ToolFailed when the tool answers that it failed
   */
  public <T> T call(String tool, Object arguments, Class<T> type) {
    Request request = Calls.request(tool, arguments, options);
    return core.calls().typed(request, core.calls().call(request), type);
  }

  /** Calls a tool; a failure of the tool is a result like any other. */
  public CallToolResult call(String tool, Object arguments) {
    return core.calls().call(Calls.request(tool, arguments, options));
  }

  /** Calls a tool and, where the server makes a task of it, does not wait for it. */
  public TaskHandle start(String tool, Object arguments) {
    return core.handles().start(Calls.request(tool, arguments, options));
  }

  /** Takes up a task that {@link TaskHandle#detach} let go, maybe in another process. */
  public TaskHandle resume(String detached) {
    return core.handles().resume(detached, options);
  }

  /**
   * A handle on a task of which only the id is known. What its tool promises of results is not
   * known then, so its result is not checked against that.
   */
  public TaskHandle task(String taskId) {
    return core.handles().of(taskId, options);
  }

  /** Calls a tool and leaves its questions to the caller. */
  public Round begin(String tool, Object arguments) {
    return core.rounds().begin(Calls.request(tool, arguments, options));
  }

  /**
   * Goes on with a call that asked.
   *
   * @param answers by the keys of the questions: an {@code ElicitResult}, {@code
   *     CreateMessageResult} or {@code ListRootsResult} each
   */
  public Round answer(Round.Asked asked, Map<String, ?> answers) {
    return core.rounds().answer(asked, answers, options);
  }

  /** The tools; further pages are fetched when the stream gets there. */
  public Stream<Tool> tools() {
    return core.lists().tools(options);
  }

  /** The resources; further pages are fetched when the stream gets there. */
  public Stream<Resource> resources() {
    return core.lists().resources(options);
  }

  /** The families of resources; further pages are fetched when the stream gets there. */
  public Stream<ResourceTemplate> resourceTemplates() {
    return core.lists().templates(options);
  }

  /** The prompts; further pages are fetched when the stream gets there. */
  public Stream<Prompt> prompts() {
    return core.lists().prompts(options);
  }

  /** Reads a resource. */
  public ReadResourceResult read(String uri) {
    return core.reads().read(uri, options);
  }

  /** Fills in a prompt. */
  public GetPromptResult prompt(String name, Map<String, String> arguments) {
    return core.reads().prompt(name, arguments, options);
  }

  /**
   * Suggests values for an argument of a prompt or a variable of a template.
   *
   * @param value what is typed so far
   * @param known values of other arguments
   */
  public CompleteResult.Completion complete(
      CompletionReference of, String argument, String value, Map<String, String> known) {
    return core.reads().complete(of, argument, value, known, options);
  }

  /** The agent skills that the server offers (skills extension); no file of them is fetched. */
  public Stream<Skill> skills() {
    return core.skills().list(options);
  }

  /** One agent skill, by the address of its SKILL.md. */
  public Skill skill(String uri) {
    return core.skills().get(uri, options);
  }

  /**
   * Reads a skill's SKILL.md, which is handed out only when size, digest and front matter are those
   * it was listed with.
   */
  public String load(Skill skill) {
    return core.skills().load(skill, options);
  }

  /**
   * Reads a file of a skill, which is handed out only as it was listed.
   *
   * @throws IllegalArgumentException when the skill has no such file
   */
  public byte[] load(Skill skill, String file) {
    return core.skills().load(skill, file, options);
  }

  /** Listens to changes; what changed is forgotten by the cache too. */
  public Subscription listen(SubscriptionFilter filter) {
    return core.listen(filter, options);
  }

  /**
   * Sends any request, such as an extension's, and gives its result as it came.
   *
   * @param params without {@code _meta}
   */
  public ObjectNode request(String method, ObjectNode params) {
    JsonNode name = params.path("name");
    JsonNode uri = params.path("uri");
    String target =
        name.isString() ? name.stringValue() : uri.isString() ? uri.stringValue() : null;
    return core.connection().request(new Request(method, params, target, options));
  }

  /** Ends calls in flight, subscriptions and the server's process, if it has one. */
  @Override
  public void close() {
    core.close();
  }
}
