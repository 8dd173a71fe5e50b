package dev.waybill.app;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.tasks.TaskEngine;
import java.util.List;

/**
 * A request to try from a shell.
 *
 * @param name the {@code Mcp-Name} header; empty for methods without one
 * @param params the request's parameters without {@code _meta}, as the inside of a JSON object
 * @param capabilities what the client declares, likewise
 */
record CurlExample(String what, String method, String name, String params, String capabilities) {
  static final List<CurlExample> ALL =
      List.of(
          new CurlExample("What does the server offer?", "tools/list", "", ""),
          new CurlExample(
              "Which files are the largest?",
              "tools/call",
              "disk_usage",
              "\"name\":\"disk_usage\",\"arguments\":{\"largest\":3}"),
          new CurlExample(
              "What is in a log?",
              "tools/call",
              "summarize_log",
              "\"name\":\"summarize_log\",\"arguments\":{\"text\":\"2026-07-28T10:00:00Z ERROR"
                  + " Payment 17 failed\\n2026-07-28T10:00:01Z ERROR Payment 18 failed\"}"));

  CurlExample(String what, String method, String name, String params) {
    this(what, method, name, params, "");
  }

  /** A call that becomes a task where the demo has tasks. */
  static CurlExample folderAsTask() {
    return new CurlExample(
        "What is in all logs? (a task)",
        "tools/call",
        "summarize_log",
        "\"name\":\"summarize_log\",\"arguments\":{\"folder\":\".\"}",
        "\"extensions\":{\"" + TaskEngine.ID + "\":{}}");
  }

  private String meta() {
    return "\"_meta\":{\""
        + MetaKeys.PROTOCOL_VERSION
        + "\":\""
        + ProtocolVersion.CURRENT
        + "\",\""
        + MetaKeys.CLIENT_CAPABILITIES
        + "\":{"
        + capabilities
        + "}}";
  }

  /** A command for a POSIX shell. */
  String command(String uri) {
    StringBuilder command = new StringBuilder("curl -s -w '\\n' " + uri + " \\\n");
    header(command, "Content-Type", "application/json");
    header(command, "Accept", "application/json, text/event-stream");
    header(command, Headers.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    header(command, Headers.METHOD, method);
    if (!name.isEmpty()) {
      header(command, Headers.NAME, name);
    }
    return command.append("  -d '").append(body()).append("'").toString();
  }

  /** The JSON-RPC message. */
  String body() {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
        + method
        + "\",\"params\":{"
        + (params.isEmpty() ? meta() : params + "," + meta())
        + "}}";
  }

  private static void header(StringBuilder command, String name, String value) {
    command.append("  -H '").append(name).append(": ").append(value).append("' \\\n");
  }
}
