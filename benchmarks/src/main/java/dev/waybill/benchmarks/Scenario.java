package dev.waybill.benchmarks;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ProtocolVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that is sent over and over: the body and the headers the protocol wants with it.
 *
 * @param name what goes into the {@code Mcp-Name} header; empty for none
 * @param params without {@code _meta}
 */
record Scenario(String method, String name, String params) implements Asked {
  static final Scenario TOOLS_CALL =
      new Scenario(
          Methods.TOOLS_CALL,
          WaybillServer.TOOL,
          """
          {"name":"quote","arguments":{"destination":"Lisbon","weight":1250,"express":true}}\
          """);

  static final Scenario TOOLS_LIST = new Scenario(Methods.TOOLS_LIST, "", "{}");

  static final Scenario LISTEN =
      new Scenario(
          Methods.LISTEN,
          "",
          """
          {"notifications":{"resourceSubscriptions":["board://departures"]}}\
          """);

  @Override
  public String verb() {
    return "POST";
  }

  @Override
  public String path() {
    return "/mcp";
  }

  @Override
  public boolean isSuccess(String answer) {
    return answer.contains("\"result\"") && !answer.contains("isError");
  }

  @Override
  public String body() {
    ObjectNode params = (ObjectNode) Json.mapper().readTree(this.params);
    ObjectNode meta = params.putObject("_meta");
    meta.put(MetaKeys.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    meta.putObject(MetaKeys.CLIENT_INFO).put("name", "benchmark").put("version", "1.0.0");
    meta.putObject(MetaKeys.CLIENT_CAPABILITIES);
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
    return message.toString();
  }

  @Override
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    headers.put(Headers.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    headers.put(Headers.METHOD, method);
    if (!name.isEmpty()) {
      headers.put(Headers.NAME, name);
    }
    return headers;
  }
}
