package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.CallToolRequest;
import dev.waybill.protocol.ClientRequest.SubscriptionsListenRequest;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Result;
import dev.waybill.protocol.ServerCapabilities;
import dev.waybill.protocol.ServerDescription;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where messages come in: reads them, refuses what is wrong, admits the rest to a thread. */
final class Door {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final McpServer.Settings settings;
  private final Extensions extensions;
  private final ModernEra era;
  private final Dispatcher dispatcher;
  private final SubscriptionHub hub;
  private final Listening listening;
  private final JsonNode serverInfo;
  private volatile @Nullable List<String> accepted;
  private final Map<String, Integer> running = new ConcurrentHashMap<>();
  private volatile Catalog catalog;
  private volatile Prepared prepared;
  private volatile @Nullable EarlierEra earlier;
  private volatile boolean draining;

  Door(McpServer.Settings settings, Catalog catalog, Extensions extensions) {
    this.settings = settings;
    this.extensions = extensions;
    this.catalog = catalog;
    this.prepared = new Prepared();
    this.dispatcher = new Dispatcher(settings, this, extensions);
    this.hub = new SubscriptionHub(settings.maxSubscriptions());
    this.serverInfo = tree(settings.info());
    this.listening = new Listening(dispatcher, extensions, hub, serverInfo);
    extensions.start(new Inside());
    if (!settings.eras().isCurrent() && !EarlierInside.isThere(settings.eras())) {
      throw new IllegalArgumentException(
          "No revision of "
              + settings.eras().revisions()
              + " can be served: waybill-legacy is not on the class path");
    }
    this.era = new ModernEra(extensions, settings.eras().isCurrent(), this);
  }

  /** What extensions see of the server. */
  private final class Inside implements Extension.Host {
    @Override
    public Optional<ToolInvocation> invocation(
        String tool, ObjectNode arguments, Principal principal, RequestMeta meta) {
      return Optional.ofNullable(catalog.tools().get(tool))
          .map(found -> new ToolInvocation(found, arguments, principal, meta, hub));
    }

    @Override
    public Collection<Tool> tools() {
      return catalog.tools().values();
    }
  }

  /** By hand for what most servers say of themselves, which spares the start the mapper's work. */
  private static JsonNode tree(Implementation info) {
    return info.equals(new Implementation(info.name(), info.version()))
        ? Json.mapper().createObjectNode().put("name", info.name()).put("version", info.version())
        : Json.mapper().valueToTree(info);
  }

  Notifications notifications() {
    return hub;
  }

  void drain() {
    draining = true;
    hub.drain();
    EarlierEra begun = earlier;
    if (begun != null) {
      begun.drain();
    }
  }

  /**
   * The revisions that are accepted. Found out when somebody asks: looking for the room that knows
   * the earlier ones opens every archive on the class path, and few requests need to know.
   */
  List<String> accepted() {
    List<String> known = accepted;
    if (known == null) {
      known =
          EarlierInside.isThere(settings.eras())
              ? settings.eras().revisions()
              : List.of(ModernEra.VERSION);
      accepted = known;
    }
    return known;
  }

  /** The earlier era, where it is served; made with the first message that may be of it. */
  @Nullable EarlierEra earlier() {
    if (accepted().equals(List.of(ModernEra.VERSION))) {
      return null;
    }
    EarlierEra known = earlier;
    return known == null ? beginEarlier() : known;
  }

  private synchronized EarlierEra beginEarlier() {
    EarlierEra known = earlier;
    if (known == null) {
      known = EarlierInside.start(settings, this);
      earlier = known;
    }
    return known;
  }

  McpServer.Settings settings() {
    return settings;
  }

  Extensions extensions() {
    return extensions;
  }

  SubscriptionHub hub() {
    return hub;
  }

  Listening listening() {
    return listening;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Prepared prepared() {
    return prepared;
  }

  /** Whether lists are the same for everyone. */
  boolean isSameForAll(ClientRequest request) {
    return settings.policy().equals(Policy.ALLOW_ALL)
        && settings.interceptors().isEmpty()
        && Prepared.isSameForAll(request);
  }

  Set<Incoming.Verb> verbs() {
    Eras eras = settings.eras();
    boolean streams = !accepted().equals(List.of(ModernEra.VERSION));
    return streams && (eras.sessions() || eras.httpSse())
        ? EnumSet.allOf(Incoming.Verb.class)
        : EnumSet.of(Incoming.Verb.POST);
  }

  synchronized void change(Consumer<McpServer.Change> change) {
    Catalog before = catalog;
    Catalog after = before.with(change::accept);
    catalog = after;
    prepared = new Prepared();
    if (!before.tools().equals(after.tools())) {
      hub.toolsChanged();
    }
    if (!before.prompts().equals(after.prompts())) {
      hub.promptsChanged();
    }
    if (!before.resources().equals(after.resources())
        || !before.templates().equals(after.templates())) {
      hub.resourcesChanged();
    }
  }

  Catalog catalog() {
    return catalog;
  }

  DiscoverResult discover() {
    ServerCapabilities capabilities =
        new ServerCapabilities(
            Map.of(),
            Json.mapper().createObjectNode(),
            Json.mapper().createObjectNode(),
            new ServerCapabilities.Prompts(true),
            new ServerCapabilities.Resources(true, true),
            new ServerCapabilities.Tools(true),
            extensions.settings());
    return new DiscoverResult(
        accepted(),
        capabilities,
        settings.instructions(),
        settings.listCache().ttlMs(),
        settings.listCache().scope(),
        Map.of());
  }

  ServerDescription describe() {
    Catalog now = catalog;
    Policy policy = settings.policy();
    Principal anyone = Principal.ANONYMOUS;
    return new ServerDescription(
        settings.info(),
        discover(),
        Catalog.visible(now.tools(), policy, anyone).stream().map(Tool::definition).toList(),
        Catalog.visible(now.prompts(), policy, anyone).stream().map(Prompt::definition).toList(),
        Catalog.visible(now.resources(), policy, anyone).stream()
            .map(Resource::definition)
            .toList(),
        Catalog.visible(now.templates(), policy, anyone).stream()
            .map(ResourceTemplate::definition)
            .toList());
  }

  Exchange receive(Incoming message, Reply reply) {
    if (message.verb() != Incoming.Verb.POST) {
      EarlierEra era = earlier();
      if (era != null) {
        return era.receive(null, message, reply);
      }
      refuse(
          reply, Optional.empty(), new McpException(ErrorCode.METHOD_NOT_ALLOWED, "Expected POST"));
      return Exchange.DONE;
    }
    Frame frame;
    try {
      JsonNode json = Frame.read(message.body());
      EarlierEra era = claimant(json, message);
      if (era != null) {
        return era.receive(json, message, reply);
      }
      frame = Frame.of(json);
    } catch (Frame.FrameException e) {
      refuse(reply, e.id(), e.error());
      return Exchange.DONE;
    }
    return receive(frame, message.headers(), message.principal(), reply);
  }

  /** The header alone decides for nearly every modern request. */
  private @Nullable EarlierEra claimant(JsonNode json, Incoming message) {
    Headers headers = message.headers();
    if (headers == null
        || ModernEra.VERSION.equals(headers.get(Headers.PROTOCOL_VERSION))
        || carriesMeta(json)) {
      return null;
    }
    EarlierEra known = earlier();
    return known != null && known.claims(json, message) ? known : null;
  }

  /** Whether a message carries the request metadata that makes it modern (basic/versioning). */
  static boolean carriesMeta(JsonNode json) {
    return json.path("params").path("_meta").path(MetaKeys.PROTOCOL_VERSION).isString();
  }

  Exchange receive(Frame frame, @Nullable Headers headers, Principal principal, Reply reply) {
    if (!(frame instanceof Frame.Request request)) {
      // Notifications that clients of this era send mean nothing over HTTP.
      reply.accepted();
      return Exchange.DONE;
    }
    try {
      return admit(request, headers, principal, reply);
    } catch (McpException e) {
      refuse(reply, Optional.of(request.id()), e);
    } catch (RuntimeException e) {
      refuse(
          reply,
          Optional.of(request.id()),
          new McpException(
              ErrorCode.INTERNAL_ERROR,
              Failure.report(LOG, request.method(), e, new Cancellation())));
    }
    return Exchange.DONE;
  }

  private static void refuse(Reply reply, Optional<RequestId> id, McpException error) {
    reply.end(JsonRpc.error(id, error), error.code().httpStatus());
  }

  private Exchange admit(
      Frame.Request frame, @Nullable Headers headers, Principal principal, Reply reply) {
    ClientRequest request = era.decode(frame, headers);
    if (draining) {
      throw goingDown();
    }
    if (headers != null && request instanceof CallToolRequest call) {
      checkParameters(call, headers, principal);
    }
    count(ModernEra.VERSION, frame.method());
    if (isSameForAll(request)) {
      byte[] ready =
          prepared.answer(
              request, "", () -> JsonRpc.resultTail(identified(result(request, principal))));
      reply.end(JsonRpc.resultHead(frame.id()), ready, 200);
      return Exchange.DONE;
    }
    if (request instanceof SubscriptionsListenRequest listen) {
      return listening.open(frame.id(), listen, principal, reply, headers == null);
    }
    return start(request, principal, null, reply, new Response(frame.id(), reply));
  }

  /** Answers a request of this era. A class, because a lambda would cost the start more. */
  private final class Response implements Consumer<Outcome> {
    private final RequestId id;
    private final Reply reply;

    Response(RequestId id, Reply reply) {
      this.id = id;
      this.reply = reply;
    }

    @Override
    public void accept(Outcome outcome) {
      if (outcome instanceof Outcome.Failed(McpException error)) {
        refuse(reply, Optional.of(id), error);
      } else {
        reply.end(JsonRpc.result(id, identified(((Outcome.Answered) outcome).result())), 200);
      }
    }
  }

  void count(String revision, String method) {
    RequestCounter counter = settings.counter();
    if (counter != null) {
      counter.request(revision, method);
    }
  }

  /** A hidden tool is left to the dispatcher, which does not know it. */
  private void checkParameters(CallToolRequest call, Headers headers, Principal principal) {
    Tool tool = catalog.tools().get(call.name());
    if (tool != null && tool.headers().any() && settings.policy().allows(principal, tool)) {
      Optional<String> mismatch = tool.headers().mismatch(headers, call.arguments());
      if (mismatch.isPresent()) {
        throw ModernEra.mismatch(mismatch.get());
      }
    }
  }

  private Result result(ClientRequest request, Principal principal) {
    return switch (outcome(request, principal)) {
      case Outcome.Complete(Result result) -> result;
      case Outcome.Failed(McpException error) -> throw error;
      case Outcome.InputRequired asked ->
          throw new IllegalStateException(request.method() + " asked for input");
    };
  }

  /** What becomes of a request that runs no user code, at once. */
  Outcome outcome(ClientRequest request, Principal principal) {
    return dispatcher.dispatch(
        request,
        new CallContext(principal, request.meta(), new Cancellation(), Reporter.NONE, hub));
  }

  /**
   * @param world where the call's journal lives; null when that is the request itself
   */
  Exchange start(
      ClientRequest request,
      Principal principal,
      @Nullable World world,
      Reply reply,
      Consumer<Outcome> then) {
    if (draining) {
      throw goingDown();
    }
    if (running.merge(principal.id(), 1, Integer::sum) > settings.maxCalls()) {
      release(principal);
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many calls: " + settings.maxCalls() + " are running already; try again later");
    }
    Messages messages = new Messages(reply, request.meta(), settings.timer());
    RunningCall call = new RunningCall(request, principal, world, messages, this, then);
    reply.launch(call);
    return call;
  }

  private static McpException goingDown() {
    return new McpException(
        ErrorCode.UNAVAILABLE, "This worker is shutting down: send the request again");
  }

  /** A result that says which server it is from. */
  Result identified(Result result) {
    return result.withMeta(MetaKeys.SERVER_INFO, serverInfo);
  }

  /** Gives back what admission took. */
  void release(Principal principal) {
    running.computeIfPresent(principal.id(), (id, count) -> count == 1 ? null : count - 1);
  }

  Outcome handle(ClientRequest request, Principal principal, RunningCall running) {
    CallContext context =
        new CallContext(
            principal,
            request.meta(),
            running.cancellation(),
            running.messages(),
            hub,
            running.world());
    if (settings.interceptors().isEmpty()) {
      return dispatcher.dispatch(request, context);
    }
    Interceptor.Next next = () -> dispatcher.dispatch(request, context);
    for (Interceptor interceptor : settings.interceptors().reversed()) {
      Interceptor.Next inner = next;
      next = () -> interceptor.intercept(request, principal, inner);
    }
    return next.proceed();
  }
}
