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
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, Integer> running = new ConcurrentHashMap<>();
  private volatile Catalog catalog;
  private volatile Prepared prepared;
  private volatile boolean draining;

  Door(McpServer.Settings settings, Catalog catalog, Extensions extensions) {
    this.settings = settings;
    this.extensions = extensions;
    this.era = new ModernEra(extensions);
    this.catalog = catalog;
    this.prepared = new Prepared();
    this.dispatcher = new Dispatcher(settings, this, extensions);
    this.hub = new SubscriptionHub(settings.maxSubscriptions());
    this.serverInfo = tree(settings.info());
    this.listening = new Listening(dispatcher, extensions, hub, serverInfo);
    extensions.start(new Inside());
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
        ModernEra.VERSIONS,
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
    Frame frame;
    try {
      frame = Frame.parse(message.body());
    } catch (Frame.FrameException e) {
      refuse(reply, e.id(), e.error());
      return Exchange.DONE;
    }
    return receive(frame, message.headers(), message.principal(), reply);
  }

  Exchange receive(Frame frame, @Nullable Headers headers, Principal principal, Reply reply) {
    if (!(frame instanceof Frame.Request request)) {
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
      throw new McpException(
          ErrorCode.UNAVAILABLE, "This worker is shutting down: send the request again");
    }
    if (headers != null && request instanceof CallToolRequest call) {
      checkParameters(call, headers, principal);
    }
    if (settings.policy().equals(Policy.ALLOW_ALL) && settings.interceptors().isEmpty()) {
      if (Prepared.isSameForAll(request)) {
        byte[] ready = prepared.answer(request, () -> outcome(request, principal));
        reply.end(JsonRpc.resultHead(frame.id()), ready, 200);
        return Exchange.DONE;
      }
    }
    if (request instanceof SubscriptionsListenRequest listen) {
      return listening.open(frame.id(), listen, principal, reply, headers == null);
    }
    return start(frame.id(), request, principal, reply);
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

  private Result outcome(ClientRequest request, Principal principal) {
    Outcome outcome =
        dispatcher.dispatch(
            request,
            new CallContext(principal, request.meta(), new Cancellation(), Reporter.NONE, hub));
    if (outcome instanceof Outcome.Complete(Result result)) {
      return identified(result);
    }
    throw outcome instanceof Outcome.Failed(McpException error)
        ? error
        : new IllegalStateException(request.method() + " asked for input");
  }

  private Exchange start(RequestId id, ClientRequest request, Principal principal, Reply reply) {
    if (running.merge(principal.id(), 1, Integer::sum) > settings.maxCalls()) {
      release(principal);
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many calls: " + settings.maxCalls() + " are running already; try again later");
    }
    RunningCall call =
        new RunningCall(
            id,
            request,
            principal,
            reply,
            new Messages(reply, request.meta(), settings.timer()),
            this);
    reply.launch(call);
    return call;
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
        new CallContext(principal, request.meta(), running.cancellation(), running.messages(), hub);
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
