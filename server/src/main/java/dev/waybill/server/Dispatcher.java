package dev.waybill.server;

import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.CallToolRequest;
import dev.waybill.protocol.ClientRequest.CompleteRequest;
import dev.waybill.protocol.ClientRequest.CompletionReference;
import dev.waybill.protocol.ClientRequest.DiscoverRequest;
import dev.waybill.protocol.ClientRequest.Extended;
import dev.waybill.protocol.ClientRequest.GetPromptRequest;
import dev.waybill.protocol.ClientRequest.ListPromptsRequest;
import dev.waybill.protocol.ClientRequest.ListResourceTemplatesRequest;
import dev.waybill.protocol.ClientRequest.ListResourcesRequest;
import dev.waybill.protocol.ClientRequest.ListToolsRequest;
import dev.waybill.protocol.ClientRequest.MultiRoundTrip;
import dev.waybill.protocol.ClientRequest.ReadResourceRequest;
import dev.waybill.protocol.ClientRequest.SubscriptionsListenRequest;
import dev.waybill.protocol.CompleteResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.InputRequiredResult;
import dev.waybill.protocol.ListPromptsResult;
import dev.waybill.protocol.ListResourceTemplatesResult;
import dev.waybill.protocol.ListResourcesResult;
import dev.waybill.protocol.ListToolsResult;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Leads a request to the feature it is for and makes an outcome of what comes back. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Door door;
  private final Policy policy;
  private final Pages pages;
  private final CacheHint lists;
  private final RequestState.Codec states;
  private final NonceStore nonces;
  private final Extensions extensions;
  private final @Nullable CallRunner runner;

  Dispatcher(McpServer.Settings settings, Door door, Extensions extensions) {
    this.door = door;
    this.policy = settings.policy();
    this.pages = new Pages(settings.sealer(), settings.pageSize());
    // What a policy filters per principal must not be shared between principals.
    this.lists =
        settings.policy().equals(Policy.ALLOW_ALL)
            ? settings.listCache()
            : new CacheHint(settings.listCache().ttl(), CacheScope.PRIVATE);
    this.states =
        new RequestState.Codec(
            settings.sealer(), settings.clock(), settings.stateLifetime(), settings.maxState());
    this.nonces = settings.nonces();
    this.extensions = extensions;
    this.runner = extensions.runner().orElse(null);
  }

  Outcome dispatch(ClientRequest request, CallContext context) {
    Principal principal = context.principal();
    try {
      if (request instanceof CallToolRequest r) {
        return tool(r, context);
      }
      return switch (request) {
        case DiscoverRequest r -> new Outcome.Complete(door.discover());
        case ListToolsRequest r -> new Outcome.Complete(tools(principal, r.cursor()));
        case ListPromptsRequest r -> new Outcome.Complete(prompts(principal, r.cursor()));
        case ListResourcesRequest r -> new Outcome.Complete(resources(principal, r.cursor()));
        case ListResourceTemplatesRequest r ->
            new Outcome.Complete(templates(principal, r.cursor()));
        case CompleteRequest r -> new Outcome.Complete(complete(r, principal));
        case CallToolRequest r -> tool(r, context);
        case GetPromptRequest r -> {
          Prompt prompt = prompt(r.name(), principal);
          yield rounds(
              r, context, null, world -> Reads.prompt(prompt, r.arguments(), context.in(world)));
        }
        case ReadResourceRequest r -> {
          Catalog.Located located = locate(r.uri(), principal);
          yield rounds(
              r, context, null, world -> Reads.resource(r.uri(), located, context.in(world)));
        }
        case Extended r -> new Outcome.Complete(extended(r, context));
        case SubscriptionsListenRequest r ->
            throw new IllegalArgumentException("Subscriptions are not dispatched");
      };
    } catch (McpException e) {
      return new Outcome.Failed(e);
    }
  }

  private Outcome tool(CallToolRequest request, CallContext context) {
    Principal principal = context.principal();
    Tool tool = tool(request.name(), principal);
    return rounds(
        request,
        context,
        tool.singleUseState() ? nonces : null,
        world -> call(tool, request.arguments(), world, context));
  }

  private Outcome rounds(
      MultiRoundTrip request,
      CallContext context,
      @Nullable NonceStore singleUse,
      Function<World, Result> body) {
    if (context.world() != null) {
      try {
        return complete(body.apply(context.world()), request);
      } catch (Suspended suspended) {
        return new Outcome.InputRequired(
            new InputRequiredResult(suspended.requests(), null, Map.of()));
      }
    }
    StatelessWorld world = new StatelessWorld(request, context.principal(), states, singleUse);
    try {
      return complete(body.apply(world), request);
    } catch (Suspended suspended) {
      try {
        return new Outcome.InputRequired(world.suspend(suspended));
      } catch (ToolException tooLarge) {
        String message = String.valueOf(tooLarge.getMessage());
        return request instanceof CallToolRequest
            ? new Outcome.Complete(CallToolResult.error(message))
            : new Outcome.Failed(new McpException(ErrorCode.INTERNAL_ERROR, message));
      }
    }
  }

  private Result call(Tool tool, ObjectNode arguments, World world, CallContext context) {
    if (runner == null || tool.taskPolicy().when() == TaskPolicy.When.NEVER) {
      return ToolCalls.call(tool, arguments, context.in(world));
    }
    ToolInvocation invocation =
        new ToolInvocation(
            tool, arguments, context.principal(), context.meta(), context.notifications());
    return runner.run(invocation, world, context.reporter(), context.cancellation());
  }

  /** A result type of an extension goes only to clients that declared it. */
  private Outcome complete(Result result, ClientRequest request) {
    String type = result.resultType();
    if (!type.equals(Result.COMPLETE)) {
      Extension extension =
          extensions
              .ofResultType(type)
              .orElseThrow(() ->
                  new McpException(
                      ErrorCode.INTERNAL_ERROR,
                      "No extension of this server defines resultType \"" + type + "\""));
      Extensions.demand(extension, request.meta().clientCapabilities());
    }
    return new Outcome.Complete(result);
  }

  private Result extended(Extended request, CallContext context) {
    Extension extension = extensions.of(request.method());
    Extensions.demand(extension, request.meta().clientCapabilities());
    Call call = context.in(new NoQuestions());
    try {
      return extension.handle(request, call);
    } catch (McpException e) {
      throw e;
    } catch (Throwable e) {
      throw new McpException(
          ErrorCode.INTERNAL_ERROR, Failure.report(LOG, request.method(), e, call.cancellation()));
    }
  }

  Tool tool(String name, Principal principal) {
    return visible(door.catalog().tools().get(name), principal)
        .orElseThrow(() -> McpException.invalidParams("Unknown tool: " + Text.shortened(name)));
  }

  private Prompt prompt(String name, Principal principal) {
    return visible(door.catalog().prompts().get(name), principal)
        .orElseThrow(() -> McpException.invalidParams("Unknown prompt: " + Text.shortened(name)));
  }

  Catalog.Located locate(String uri, Principal principal) {
    return door.catalog()
        .locate(uri)
        .filter(located -> policy.allows(principal, located.feature()))
        .orElseThrow(() -> Resource.notFound(uri));
  }

  private <T extends Feature> Optional<T> visible(@Nullable T feature, Principal principal) {
    return Optional.ofNullable(feature).filter(f -> policy.allows(principal, f));
  }

  private ListToolsResult tools(Principal principal, @Nullable String cursor) {
    var page =
        pages.page(
            Methods.TOOLS_LIST, Catalog.visible(door.catalog().tools(), policy, principal), cursor);
    return new ListToolsResult(
        page.items().stream().map(Tool::definition).toList(),
        page.nextCursor(),
        lists.ttlMs(),
        lists.scope(),
        Map.of());
  }

  private ListPromptsResult prompts(Principal principal, @Nullable String cursor) {
    var page =
        pages.page(
            Methods.PROMPTS_LIST,
            Catalog.visible(door.catalog().prompts(), policy, principal),
            cursor);
    return new ListPromptsResult(
        page.items().stream().map(Prompt::definition).toList(),
        page.nextCursor(),
        lists.ttlMs(),
        lists.scope(),
        Map.of());
  }

  private ListResourcesResult resources(Principal principal, @Nullable String cursor) {
    var page =
        pages.page(
            Methods.RESOURCES_LIST,
            Catalog.visible(door.catalog().resources(), policy, principal),
            cursor);
    return new ListResourcesResult(
        page.items().stream().map(Resource::definition).toList(),
        page.nextCursor(),
        lists.ttlMs(),
        lists.scope(),
        Map.of());
  }

  private ListResourceTemplatesResult templates(Principal principal, @Nullable String cursor) {
    var page =
        pages.page(
            Methods.RESOURCE_TEMPLATES_LIST,
            Catalog.visible(door.catalog().templates(), policy, principal),
            cursor);
    return new ListResourceTemplatesResult(
        page.items().stream().map(ResourceTemplate::definition).toList(),
        page.nextCursor(),
        lists.ttlMs(),
        lists.scope(),
        Map.of());
  }

  private CompleteResult complete(CompleteRequest request, Principal principal) {
    Optional<Completer> completer =
        switch (request.ref()) {
          case CompletionReference.PromptReference(String name) -> {
            Prompt prompt = prompt(name, principal);
            if (prompt.definition().arguments().stream()
                .noneMatch(argument -> argument.name().equals(request.argument()))) {
              throw noArgument("Prompt " + Text.shortened(name), request);
            }
            yield prompt.completer(request.argument());
          }
          case CompletionReference.ResourceTemplateReference(String uri) -> {
            ResourceTemplate template =
                visible(door.catalog().templates().get(uri), principal)
                    .orElseThrow(() -> Resource.notFound(uri));
            if (!template.template().variables().contains(request.argument())) {
              throw noArgument("Template " + Text.shortened(uri), request);
            }
            yield template.completer(request.argument());
          }
        };
    if (completer.isEmpty()) {
      return CompleteResult.of(List.of());
    }
    try {
      return CompleteResult.of(
          completer.get().complete(request.value(), request.context(), principal));
    } catch (McpException e) {
      throw e;
    } catch (Throwable e) {
      throw new McpException(
          ErrorCode.INTERNAL_ERROR, Failure.report(LOG, "Completion", e, new Cancellation()));
    }
  }

  private static McpException noArgument(String what, CompleteRequest request) {
    return McpException.invalidParams(
        what + " has no argument \"" + Text.shortened(request.argument()) + "\"");
  }
}
