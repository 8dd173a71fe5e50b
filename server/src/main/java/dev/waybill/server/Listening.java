package dev.waybill.server;

import dev.waybill.protocol.ClientRequest.SubscriptionsListenRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.SubscriptionFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Opens subscriptions: works out what of a filter is honoured, and starts what it needs. */
final class Listening {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private final Dispatcher dispatcher;
  private final Extensions extensions;
  private final SubscriptionHub hub;
  private final JsonNode serverInfo;

  Listening(
      Dispatcher dispatcher, Extensions extensions, SubscriptionHub hub, JsonNode serverInfo) {
    this.dispatcher = dispatcher;
    this.extensions = extensions;
    this.hub = hub;
    this.serverInfo = serverInfo;
  }

  /**
   * Watchers and extensions are user code, so what needs them is opened on a virtual thread.
   *
   * @throws McpException -32021 for a filter of an extension that the client did not declare
   */
  Exchange open(
      RequestId id,
      SubscriptionsListenRequest request,
      Principal principal,
      Reply reply,
      boolean sharedChannel) {
    request
        .notifications()
        .extensions()
        .keySet()
        .forEach(filter ->
            extensions
                .ofFilter(filter)
                .ifPresent(e -> Extensions.demand(e, request.meta().clientCapabilities())));
    Map<String, Resource.@Nullable Watcher> watchers = honoured(request, principal);
    SubscriptionFilter wanted = request.notifications();
    SubscriptionFilter core =
        new SubscriptionFilter(
            wanted.toolsListChanged(),
            wanted.promptsListChanged(),
            wanted.resourcesListChanged(),
            List.copyOf(watchers.keySet()),
            Map.of());
    Subscription subscription =
        new Subscription(id, principal, core, reply, hub, serverInfo, sharedChannel);
    hub.add(subscription);
    if (watchers.values().stream().allMatch(w -> w == null) && wanted.extensions().isEmpty()) {
      for (String uri : watchers.keySet()) {
        var unused = hub.watch(subscription, uri, null);
      }
      subscription.acknowledge(core);
    } else {
      Thread.startVirtualThread(() -> begin(id, request, subscription, watchers, reply));
    }
    return subscription;
  }

  private void begin(
      RequestId id,
      SubscriptionsListenRequest request,
      Subscription subscription,
      Map<String, Resource.@Nullable Watcher> watchers,
      Reply reply) {
    try {
      List<String> uris = new ArrayList<>();
      watchers.forEach((uri, watcher) -> {
        if (hub.watch(subscription, uri, watcher)) {
          uris.add(uri);
        }
      });
      SubscriptionFilter core = subscription.filter();
      subscription.acknowledge(
          new SubscriptionFilter(
              core.toolsListChanged(),
              core.promptsListChanged(),
              core.resourcesListChanged(),
              uris,
              extended(request, subscription)));
    } catch (McpException e) {
      subscription.cancel();
      reply.end(JsonRpc.error(Optional.of(id), e), e.code().httpStatus());
    } catch (Throwable e) {
      subscription.cancel();
      McpException failure =
          new McpException(
              ErrorCode.INTERNAL_ERROR,
              Failure.report(LOG, request.method(), e, new Cancellation()));
      reply.end(JsonRpc.error(Optional.of(id), failure), failure.code().httpStatus());
    }
  }

  private Map<String, JsonNode> extended(
      SubscriptionsListenRequest request, Subscription subscription) {
    Map<String, JsonNode> honoured = new LinkedHashMap<>();
    request
        .notifications()
        .extensions()
        .forEach((filter, wanted) ->
            extensions
                .ofFilter(filter)
                .filter(extension ->
                    request.meta().clientCapabilities().extension(extension.id()).isPresent())
                .flatMap(extension ->
                    extension.subscribe(
                        filter, wanted, subscription.principal(), subscription::offer))
                .ifPresent(subscribed -> {
                  honoured.put(filter, subscribed.acknowledged());
                  subscription.onEnd(subscribed.end());
                }));
    return honoured;
  }

  /** Only resources that exist and that the principal may read are watched. */
  private Map<String, Resource.@Nullable Watcher> honoured(
      SubscriptionsListenRequest request, Principal principal) {
    Map<String, Resource.@Nullable Watcher> watchers = new LinkedHashMap<>();
    List<String> uris =
        new ArrayList<>(new LinkedHashSet<>(request.notifications().resourceSubscriptions()));
    if (uris.size() > Subscription.MAX_WAITING) {
      throw McpException.invalidParams(
          "\"resourceSubscriptions\" holds "
              + uris.size()
              + " URIs: at most "
              + Subscription.MAX_WAITING
              + " a subscription");
    }
    for (String uri : uris) {
      try {
        watchers.put(uri, watcher(uri, principal));
      } catch (McpException notFound) {
        LOG.debug("A subscription asks for a resource that is not there");
      }
    }
    return watchers;
  }

  /**
   * @throws McpException when there is no such resource for the principal
   */
  Resource.@Nullable Watcher watcher(String uri, Principal principal) {
    return switch (dispatcher.locate(uri, principal).feature()) {
      case Resource resource -> resource.watcher();
      case ResourceTemplate template -> template.watcher();
      case Tool tool -> null;
      case Prompt prompt -> null;
    };
  }
}
