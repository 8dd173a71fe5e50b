package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An endpoint of a server and what it takes to connect to it (schema, Remote).
 *
 * @param type {@code streamable-http} or {@code sse}
 * @param url may hold variables in {@code {braces}}
 * @param headers what each request carries
 * @param variables what stands for the names in braces
 * @param supportedProtocolVersions empty when unsaid
 */
public record Remote(
    String type,
    String url,
    List<Header> headers,
    Map<String, Input> variables,
    List<String> supportedProtocolVersions) {
  public static final String STREAMABLE_HTTP = "streamable-http";
  public static final String SSE = "sse";

  public Remote {
    headers = List.copyOf(headers);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    supportedProtocolVersions = List.copyOf(supportedProtocolVersions);
  }

  /** An endpoint that needs nothing but its URL. */
  public static Remote at(String url) {
    return new Remote(STREAMABLE_HTTP, url, List.of(), Map.of(), List.of());
  }

  /**
   * A header (schema, KeyValueInput).
   *
   * @param variables what stands for the names in braces of the input's value
   */
  public record Header(String name, Input input, Map<String, Input> variables) {
    public Header {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** A header whose whole value is supplied. */
    public static Header of(String name, Input input) {
      return new Header(name, input, Map.of());
    }

    /** {@code Authorization: Bearer …} with a token that has to be supplied. */
    public static Header bearer(String description) {
      return new Header(
          "Authorization",
          Input.secret(description).preset("Bearer {token}"),
          Map.of("token", Input.secret(description)));
    }
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode().put("type", type).put("url", url);
    if (!headers.isEmpty()) {
      ArrayNode list = json.putArray("headers");
      for (Header header : headers) {
        ObjectNode item = list.addObject().put("name", header.name());
        header.input().writeTo(item);
        write(item, header.variables());
      }
    }
    write(json, variables);
    if (!supportedProtocolVersions.isEmpty()) {
      json.set("supportedProtocolVersions", Json.mapper().valueToTree(supportedProtocolVersions));
    }
    return json;
  }

  private static void write(ObjectNode json, Map<String, Input> variables) {
    if (!variables.isEmpty()) {
      ObjectNode map = json.putObject("variables");
      variables.forEach((name, input) -> input.writeTo(map.putObject(name)));
    }
  }

  /** From JSON that {@link CardRules} found to be sound. */
  static Remote of(JsonNode json) {
    return new Remote(
        json.path("type").stringValue(),
        json.path("url").stringValue(),
        json.path("headers")
            .valueStream()
            .map(header ->
                new Header(header.path("name").stringValue(), Input.of(header), inputs(header)))
            .toList(),
        inputs(json),
        Input.texts(json, "supportedProtocolVersions"));
  }

  private static Map<String, Input> inputs(JsonNode json) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    json.path("variables")
        .propertyStream()
        .forEach(entry -> inputs.put(entry.getKey(), Input.of(entry.getValue())));
    return inputs;
  }
}
