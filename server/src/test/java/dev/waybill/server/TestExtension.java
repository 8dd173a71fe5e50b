package dev.waybill.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An extension with everything an extension can have. */
final class TestExtension implements Extension {
  static final String ID = "com.example/test";

  /** The extension's own kind of result. */
  record Parcel(
      String label,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements Result {
    @Override
    public String resultType() {
      return "parcel";
    }

    @Override
    public Parcel withMeta(String key, JsonNode value) {
      Map<String, JsonNode> more = new LinkedHashMap<>(meta);
      more.put(key, value);
      return new Parcel(label, more);
    }
  }

  /** What its method answers, in the core's resultType. */
  record Echo(String said, @JsonProperty("_meta") Map<String, JsonNode> meta) implements Result {
    @Override
    public Echo withMeta(String key, JsonNode value) {
      Map<String, JsonNode> more = new LinkedHashMap<>(meta);
      more.put(key, value);
      return new Echo(said, more);
    }
  }

  final CopyOnWriteArrayList<Sink> sinks = new CopyOnWriteArrayList<>();
  final AtomicInteger ended = new AtomicInteger();
  private final Function<Call, String> body;

  TestExtension(Function<Call, String> body) {
    this.body = body;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public ObjectNode settings() {
    return Json.mapper().createObjectNode().put("level", 3);
  }

  @Override
  public Set<String> methods() {
    return Set.of("com.example/echo");
  }

  @Override
  public Optional<String> nameMember(String method) {
    return Optional.of("label");
  }

  @Override
  public Result handle(ClientRequest.Extended request, Call call) {
    return new Echo(request.params().path("label").stringValue("") + body.apply(call), Map.of());
  }

  @Override
  public Set<String> resultTypes() {
    return Set.of("parcel");
  }

  @Override
  public Set<String> filters() {
    return Set.of("com.example/parcels");
  }

  @Override
  public Optional<Subscribed> subscribe(
      String filter, JsonNode wanted, Principal principal, Sink sink) {
    if (!wanted.isBoolean()) {
      return Optional.empty();
    }
    sinks.add(sink);
    return Optional.of(new Subscribed(wanted, ended::incrementAndGet));
  }
}
