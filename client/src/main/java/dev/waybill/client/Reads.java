package dev.waybill.client;

import dev.waybill.protocol.ClientRequest.CompletionReference;
import dev.waybill.protocol.CompleteResult;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ReadResourceResult;
import dev.waybill.protocol.ResultReader;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** Everything that is asked for by its name and is not a tool. */
final class Reads {
  private final Connection connection;
  private final Driver driver;
  private final ResultCache cache;

  Reads(Connection connection, Driver driver, ResultCache cache) {
    this.connection = connection;
    this.driver = driver;
    this.cache = cache;
  }

  DiscoverResult server(CallOptions options) {
    return connection
        .era(options.patience(), new Where(connection.server(), Methods.DISCOVER, null))
        .greeting();
  }

  ReadResourceResult read(String uri, CallOptions options) {
    ObjectNode params = Json.mapper().createObjectNode().put("uri", uri);
    Request request = new Request(Methods.RESOURCES_READ, params, uri, options);
    return cache.get(
        Methods.RESOURCES_READ,
        uri,
        ReadResourceResult.class,
        options,
        request.patience(),
        connection.where(request),
        () -> {
          AtomicBoolean asked = new AtomicBoolean();
          ReadResourceResult result =
              result(
                  request,
                  driver.run(request, Calls.asIs(), () -> asked.set(true)),
                  ReadResourceResult.class);
          return new ResultCache.Fetched<>(
              result, result.ttlMs(), result.cacheScope(), !asked.get());
        });
  }

  GetPromptResult prompt(String name, Map<String, String> arguments, CallOptions options) {
    ObjectNode params = Json.mapper().createObjectNode().put("name", name);
    ObjectNode given = params.putObject("arguments");
    arguments.forEach(given::put);
    Request request = new Request(Methods.PROMPTS_GET, params, name, options);
    return result(request, driver.run(request, Calls.asIs(), () -> {}), GetPromptResult.class);
  }

  CompleteResult.Completion complete(
      CompletionReference of,
      String argument,
      String value,
      Map<String, String> known,
      CallOptions options) {
    ObjectNode params = Json.mapper().createObjectNode();
    switch (of) {
      case CompletionReference.PromptReference(String name) ->
          params.putObject("ref").put("type", "ref/prompt").put("name", name);
      case CompletionReference.ResourceTemplateReference(String uri) ->
          params.putObject("ref").put("type", "ref/resource").put("uri", uri);
    }
    params.putObject("argument").put("name", argument).put("value", value);
    if (!known.isEmpty()) {
      ObjectNode others = params.putObject("context").putObject("arguments");
      known.forEach(others::put);
    }
    Request request = new Request(Methods.COMPLETE, params, null, options);
    return result(request, driver.run(request, Calls.asIs(), () -> {}), CompleteResult.class)
        .completion();
  }

  private <T> T result(Request request, ObjectNode json, Class<T> type) {
    try {
      return ResultReader.read(json, type);
    } catch (IllegalArgumentException e) {
      throw connection.where(request).violation("its result is malformed: " + e.getMessage(), e);
    }
  }
}
