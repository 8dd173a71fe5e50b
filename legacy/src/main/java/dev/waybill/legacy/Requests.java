package dev.waybill.legacy;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.CallToolRequest;
import dev.waybill.protocol.ClientRequest.ReadResourceRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequiredResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.RequestDecoder;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Result;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Outcome;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.server.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers the requests of a session. */
final class Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
  private static final byte[] EMPTY = "{}}".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_URIS = 256;
  private static final int MAX_URI = 2_000;

  static final String INITIALIZE = "initialize";
  private static final String PING = "ping";
  private static final String SET_LEVEL = "logging/setLevel";
  private static final String SUBSCRIBE = "resources/subscribe";
  private static final String UNSUBSCRIBE = "resources/unsubscribe";

  /** Of the current revision, what the earlier ones have as well. */
  private static final Set<String> SHARED =
      Set.of(
          Methods.TOOLS_LIST,
          Methods.TOOLS_CALL,
          Methods.RESOURCES_LIST,
          Methods.RESOURCE_TEMPLATES_LIST,
          Methods.RESOURCES_READ,
          Methods.PROMPTS_LIST,
          Methods.PROMPTS_GET,
          Methods.COMPLETE);

  private final EarlierEra.Inside server;
  private final Sessions sessions;
  private final Fleet fleet;
  private final Questions questions;
  private final OldTasks tasks;
  private final TaskRequests taskRequests;
  private final Map<Revision, OldResults> results = new EnumMap<>(Revision.class);

  Requests(
      EarlierEra.Inside server,
      Sessions sessions,
      Fleet fleet,
      Questions questions,
      OldTasks tasks,
      TaskRequests taskRequests) {
    this.server = server;
    this.sessions = sessions;
    this.fleet = fleet;
    this.questions = questions;
    this.tasks = tasks;
    this.taskRequests = taskRequests;
    for (Revision revision : Revision.values()) {
      results.put(revision, new OldResults(revision, tool -> tasks.decorate(tool, revision)));
    }
  }

  OldResults results(Revision revision) {
    OldResults known = results.get(revision);
    if (known == null) {
      throw new IllegalStateException("All revisions are there");
    }
    return known;
  }

  /** Answers one request; every failure is answered too. */
  Exchange receive(Client client, Principal principal, Frame.Request request, CallChannel channel) {
    try {
      return answer(client, principal, request, channel);
    } catch (McpException e) {
      refuse(channel, request.id(), e);
    } catch (RuntimeException e) {
      LOG.error("{} failed", request.method(), e);
      refuse(
          channel,
          request.id(),
          new McpException(ErrorCode.INTERNAL_ERROR, request.method() + " failed"));
    }
    return Exchange.DONE;
  }

  static void refuse(Reply reply, RequestId id, McpException error) {
    reply.end(OldErrors.bytes(Optional.of(id), error), OldErrors.status(error.code()));
  }

  private Exchange answer(
      Client client, Principal principal, Frame.Request request, CallChannel channel) {
    String method = request.method();
    switch (method) {
      case PING -> end(channel, request.id());
      case SET_LEVEL -> later(client, request, channel, () -> setLevel(client, request.params()));
      case SUBSCRIBE ->
          later(client, request, channel, () -> subscribe(client, principal, request.params()));
      case UNSUBSCRIBE ->
          later(client, request, channel, () -> unsubscribe(client, request.params()));
      case INITIALIZE ->
          throw new McpException(
              ErrorCode.INVALID_REQUEST,
              "This session is initialized already; open another one without Mcp-Session-Id");
      default -> {
        if (taskRequests.has(method, client.revision())) {
          server.count(client.revision().wireName(), method);
          return taskRequests.receive(client, principal, request, channel);
        }
        if (!SHARED.contains(method)) {
          throw new McpException(
              ErrorCode.METHOD_NOT_FOUND,
              "Method not found: revision "
                  + client.revision().wireName()
                  + " has none of this name, or this server does not offer it");
        }
        server.count(client.revision().wireName(), method);
        return decoded(client, principal, request, channel);
      }
    }
    server.count(client.revision().wireName(), method);
    return Exchange.DONE;
  }

  private static void end(Reply reply, RequestId id) {
    byte[] head = JsonRpc.resultHead(id);
    reply.end(head, EMPTY, 200);
  }

  private interface Change {
    void make();
  }

  /** Makes a change that other workers have to know of, which may take a while. */
  private static void later(
      Client client, Frame.Request request, CallChannel channel, Change change) {
    channel.launch(() -> {
      try {
        change.make();
        end(channel, request.id());
      } catch (McpException e) {
        channel.end(
            OldErrors.bytes(Optional.of(request.id()), e, true), OldErrors.status(e.code()));
      } catch (SharedMemoryException away) {
        LOG.warn("What {} asks for could not be remembered", request.method(), away);
        refuse(channel, request.id(), unavailable());
      } catch (RuntimeException e) {
        LOG.error("{} failed in session {}", request.method(), client.session().id(), e);
        refuse(
            channel,
            request.id(),
            new McpException(ErrorCode.INTERNAL_ERROR, request.method() + " failed"));
      }
    });
  }

  static McpException unavailable() {
    return new McpException(
        ErrorCode.UNAVAILABLE, "What the workers share cannot be reached; try again in a moment");
  }

  private void setLevel(Client client, ObjectNode params) {
    LoggingLevel level =
        Optional.of(params.path("level"))
            .filter(JsonNode::isString)
            .flatMap(name -> LoggingLevel.of(name.stringValue()))
            .orElseThrow(() ->
                McpException.invalidParams(
                    "\"level\" must be one of debug, info, notice, warning, error, critical, alert,"
                        + " emergency"));
    sessions.level(client, level);
    fleet.level(client, level);
  }

  private void subscribe(Client client, Principal principal, ObjectNode params) {
    String uri = uri(params);
    if (client.uris().size() >= MAX_URIS && !client.uris().contains(uri)) {
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many subscriptions: a session may have " + MAX_URIS + "; end one first");
    }
    // Found out here, so that a client learns at once that there is no such resource.
    server.demandResource(uri, principal);
    sessions.subscribe(client, uri);
    client.streams().forEach(stream -> stream.watch(uri));
    fleet.subscribed(client, uri);
  }

  private void unsubscribe(Client client, ObjectNode params) {
    String uri = uri(params);
    sessions.unsubscribe(client, uri);
    client.streams().forEach(stream -> stream.unwatch(uri));
    fleet.unsubscribed(client, uri);
  }

  private static String uri(ObjectNode params) {
    JsonNode uri = params.path("uri");
    if (!uri.isString() || uri.stringValue().isEmpty() || uri.stringValue().length() > MAX_URI) {
      throw McpException.invalidParams(
          "\"uri\" must be a string of 1 to " + MAX_URI + " characters");
    }
    return uri.stringValue();
  }

  private Exchange decoded(
      Client client, Principal principal, Frame.Request frame, CallChannel channel) {
    World.@Nullable AsTask task =
        frame.method().equals(Methods.TOOLS_CALL)
            ? tasks.wanted(frame.params(), client.revision())
            : null;
    RequestMeta meta = meta(client, frame.params());
    ClientRequest request =
        RequestDecoder.decode(
            frame.method(),
            frame.params(),
            task == null ? meta : OldTasks.meta(client, meta.json()));
    OldResults shapes = results(client.revision());
    Optional<byte[]> ready =
        server.prepared(
            request,
            client.revision().wireName(),
            () -> withEnd(shapes.bytes(complete(server.outcome(request, principal)))));
    if (ready.isPresent()) {
      channel.end(JsonRpc.resultHead(frame.id()), ready.get(), 200);
      return Exchange.DONE;
    }
    return run(client, principal, frame.id(), request, channel, task);
  }

  private static Result complete(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Complete(var result) -> result;
      case Outcome.Failed(McpException error) -> throw error;
      case Outcome.InputRequired asked -> throw new IllegalStateException("A list asks nothing");
    };
  }

  private static byte[] withEnd(byte[] result) {
    byte[] tail = Arrays.copyOf(result, result.length + 1);
    tail[result.length] = '}';
    return tail;
  }

  private static RequestMeta meta(Client client, ObjectNode params) {
    JsonNode given = params.get("_meta");
    if (given != null && !given.isObject()) {
      throw McpException.invalidParams("params._meta must be an object");
    }
    ObjectNode meta =
        given instanceof ObjectNode object ? object : Json.mapper().createObjectNode();
    JsonNode token = meta.get(MetaKeys.PROGRESS_TOKEN);
    Optional<RequestId> progress = token == null ? Optional.empty() : RequestId.of(token);
    if (token != null && progress.isEmpty()) {
      throw McpException.invalidParams("_meta.progressToken must be a string or an integer");
    }
    client.session().introduce(meta);
    return new RequestMeta(
        client.revision().wireName(),
        client.capabilities(),
        client.level(),
        progress.orElse(null),
        meta);
  }

  private Exchange run(
      Client client,
      Principal principal,
      RequestId id,
      ClientRequest request,
      CallChannel channel,
      World.@Nullable AsTask task) {
    Running running = new Running(client, id, channel);
    client.begin(id, running);
    SessionWorld world = new SessionWorld(client, questions, channel, server.patience(), task);
    try {
      running.attach(
          server.run(
              new EarlierEra.EarlierCall(
                  request,
                  principal,
                  world,
                  MessagesOf2024.on(channel, client.revision()),
                  outcome -> {
                    running.done();
                    world.complete();
                    respond(client, id, request, outcome, channel);
                  })));
    } catch (McpException refused) {
      running.done();
      throw refused;
    }
    return running;
  }

  /** A request that runs, until it is answered or cancelled. */
  private static final class Running implements Exchange {
    private final Client client;
    private final RequestId id;
    private final CallChannel channel;
    private @Nullable Exchange exchange;
    private boolean cancelled;

    Running(Client client, RequestId id, CallChannel channel) {
      this.client = client;
      this.id = id;
      this.channel = channel;
    }

    void attach(Exchange running) {
      boolean late;
      synchronized (this) {
        exchange = running;
        late = cancelled;
      }
      if (late) {
        running.cancel();
      }
    }

    void done() {
      client.running().remove(id, this);
    }

    @Override
    public void cancel() {
      Exchange running;
      synchronized (this) {
        cancelled = true;
        running = exchange;
      }
      done();
      if (running != null) {
        running.cancel();
      }
      channel.hangUp();
    }

    @Override
    public void drained() {
      Exchange running;
      synchronized (this) {
        running = exchange;
      }
      if (running != null) {
        running.drained();
      }
    }
  }

  private void respond(
      Client client, RequestId id, ClientRequest request, Outcome outcome, CallChannel channel) {
    OldResults shapes = results(client.revision());
    switch (outcome) {
      case Outcome.Complete(var result) -> {
        if (result.resultType().equals(Result.COMPLETE)) {
          channel.end(JsonRpc.resultHead(id), withEnd(shapes.bytes(result)), 200);
        } else {
          ObjectNode created = Json.mapper().createObjectNode();
          created.set("task", OldTasks.shaped(Json.mapper().valueToTree(result)));
          channel.end(JsonRpc.result(id, created), 200);
        }
      }
      case Outcome.InputRequired(InputRequiredResult asked) ->
          channel.end(unanswerable(client, id, request, asked), 200);
      case Outcome.Failed(McpException error) -> {
        if (tasks.isMissing(error, client.revision())) {
          refuse(
              channel,
              id,
              TaskRequests.notFound(
                  "This tool is called as a task only: send \"task\" with its params"));
        } else if (request instanceof CallToolRequest
            && error.code() == ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY) {
          channel.end(toolError(shapes, id, error.text()), 200);
        } else {
          boolean reading = request instanceof ReadResourceRequest;
          channel.end(
              OldErrors.bytes(Optional.of(id), error, reading), OldErrors.status(error.code()));
        }
      }
    }
  }

  private static byte[] toolError(OldResults shapes, RequestId id, String text) {
    byte[] head = JsonRpc.resultHead(id);
    byte[] tail = withEnd(shapes.bytes(CallToolResult.error(text)));
    byte[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }

  /** The handler asks where nothing can be asked: pages to visit are named, the rest is refused. */
  private byte[] unanswerable(
      Client client, RequestId id, ClientRequest request, InputRequiredResult asked) {
    List<InputRequest.ElicitRequestURLParams> pages =
        asked.inputRequests().values().stream()
            .filter(InputRequest.ElicitRequest.class::isInstance)
            .map(question -> ((InputRequest.ElicitRequest) question).params())
            .filter(InputRequest.ElicitRequestURLParams.class::isInstance)
            .map(InputRequest.ElicitRequestURLParams.class::cast)
            .toList();
    if (client.revision().atLeast(Revision.V2025_11_25)
        && pages.size() == asked.inputRequests().size()) {
      ArrayNode elicitations = Json.mapper().createArrayNode();
      pages.forEach(page ->
          elicitations
              .addObject()
              .put("mode", "url")
              .put("elicitationId", UUID.randomUUID().toString())
              .put("url", page.url())
              .put("message", page.message()));
      return OldErrors.visitFirst(id, elicitations);
    }
    String why =
        request.method()
            + " has to ask the client, which needs a session: initialize and send Mcp-Session-Id";
    return request instanceof CallToolRequest
        ? toolError(results(client.revision()), id, why)
        : OldErrors.bytes(Optional.of(id), McpException.invalidParams(why));
  }
}
