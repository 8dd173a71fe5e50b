package dev.waybill.benchmarks;

import dev.waybill.protocol.Headers;
import java.io.IOException;
import java.util.Map;

/**
 * The call of {@link Scenario#TOOLS_CALL} in a session of 2025-11-25.
 *
 * @param session its id
 */
record SessionCall(String session) implements Asked {
  private static final String REVISION = "2025-11-25";
  private static final String SESSION_ID = "Mcp-Session-Id";

  /** Opens a session and tells its id. */
  static String open(int port) throws IOException {
    return Probe.ask(port, new Initialize()).headers().stream()
        .filter(
            header -> header.regionMatches(true, 0, SESSION_ID + ":", 0, SESSION_ID.length() + 1))
        .map(header -> header.substring(SESSION_ID.length() + 1).strip())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("No session: is the module that has them there?"));
  }

  @Override
  public String verb() {
    return "POST";
  }

  @Override
  public String path() {
    return Scenario.TOOLS_CALL.path();
  }

  @Override
  public Map<String, String> headers() {
    return Map.of(
        "Content-Type",
        "application/json",
        "Accept",
        "application/json, text/event-stream",
        Headers.PROTOCOL_VERSION,
        REVISION,
        SESSION_ID,
        session);
  }

  @Override
  public String body() {
    Scenario call = Scenario.TOOLS_CALL;
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
        + call.method()
        + "\",\"params\":"
        + call.params()
        + "}";
  }

  @Override
  public boolean isSuccess(String answer) {
    return Scenario.TOOLS_CALL.isSuccess(answer);
  }

  private record Initialize() implements Asked {
    @Override
    public String verb() {
      return "POST";
    }

    @Override
    public String path() {
      return Scenario.TOOLS_CALL.path();
    }

    @Override
    public Map<String, String> headers() {
      return Map.of(
          "Content-Type", "application/json", "Accept", "application/json, text/event-stream");
    }

    @Override
    public String body() {
      return """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",\
      "capabilities":{},"clientInfo":{"name":"benchmark","version":"1.0.0"}}}\
      """
          .formatted(REVISION);
    }

    @Override
    public boolean isSuccess(String answer) {
      return answer.contains("\"protocolVersion\"");
    }
  }
}
