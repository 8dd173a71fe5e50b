package dev.waybill.client;

import dev.waybill.protocol.Methods;
import dev.waybill.protocol.SubscriptionFilter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The parts of one client, wired. */
record Core(
    Connection connection,
    ResultCache cache,
    Lists lists,
    Reads reads,
    Skills skills,
    Calls calls,
    Handles handles,
    Rounds rounds,
    Set<Subscription> subscriptions) {

  static Core of(Opening opening, Questions questions, ResultCache cache) {
    Connection connection = new Connection(opening);
    ToolBook book = new ToolBook();
    Tasks tasks = new Tasks(connection, questions);
    Driver driver = new Driver(connection, questions, tasks);
    Lists lists = new Lists(connection, cache, book);
    Calls calls = new Calls(connection, driver, book, lists);
    Reads reads = new Reads(connection, driver, cache);
    return new Core(
        connection,
        cache,
        lists,
        reads,
        new Skills(connection, reads),
        calls,
        new Handles(connection, calls, tasks),
        new Rounds(connection, calls, tasks),
        ConcurrentHashMap.newKeySet());
  }

  Subscription listen(SubscriptionFilter filter, CallOptions options) {
    Subscription subscription = new Subscription(connection, filter, options, this::forget);
    subscriptions.removeIf(Subscription::isClosed);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /** What changed, or may have, must not come from the cache any more. */
  private void forget(SubscriptionEvent event) {
    switch (event) {
      case SubscriptionEvent.ToolsChanged t ->
          cache.invalidate(key -> key.method().equals(Methods.TOOLS_LIST));
      case SubscriptionEvent.PromptsChanged p ->
          cache.invalidate(key -> key.method().equals(Methods.PROMPTS_LIST));
      case SubscriptionEvent.ResourcesChanged r ->
          cache.invalidate(key ->
              key.method().equals(Methods.RESOURCES_LIST)
                  || key.method().equals(Methods.RESOURCE_TEMPLATES_LIST));
      case SubscriptionEvent.ResourceUpdated(String uri) ->
          cache.invalidate(
              key -> key.method().equals(Methods.RESOURCES_READ) && key.params().equals(uri));
      case SubscriptionEvent.Opened opened when opened.again() -> cache.invalidate(key -> true);
      case SubscriptionEvent.Opened opened -> {}
      case SubscriptionEvent.Missed missed -> {}
      case SubscriptionEvent.Other other -> {}
    }
  }

  void close() {
    subscriptions.forEach(Subscription::close);
    connection.close();
  }
}
