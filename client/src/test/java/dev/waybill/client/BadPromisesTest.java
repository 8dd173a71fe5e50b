package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;

/** Servers that do not keep what their lists, tasks and schemas promise. */
@Timeout(120)
class BadPromisesTest extends BadServers {
  static Stream<Arguments> answers() {
    Class<?> violation = McpClientException.ProtocolViolation.class;
    return Stream.of(
        row(
            "an output schema that is a bomb",
            violation,
            "output schema is refused",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                String deep = "{\"anyOf\":[" + "{},".repeat(1100) + "{}]}";
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + deep
                        + "}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "an output schema on the network",
            violation,
            "output schema is refused",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + "{\"$ref\":\"http://169.254.169.254/schema\"}}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "a broken promise",
            violation,
            "breaks its own output schema",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + "{\"type\":\"object\",\"required\":[\"total\"]}}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "a task without an id",
            violation,
            "no taskId",
            (in, out) -> out.result(in, "{\"resultType\":\"task\",\"status\":\"working\"}")),
        row(
            "another task",
            violation,
            "another task",
            (in, out) ->
                out.result(
                    in,
                    in.rpc().equals("tasks/get")
                        ? "{\"taskId\":\"other\",\"status\":\"working\",\"pollIntervalMs\":1}"
                        : "{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\","
                            + "\"pollIntervalMs\":1}")));
  }

  @Test
  void a_task_that_never_ends_ends_with_the_time_of_the_call_and_is_cancelled() {
    String task = "\"taskId\":\"t\",\"status\":\"working\",\"pollIntervalMs\":30}";
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.result(
                    request,
                    (request.rpc().equals("tools/call") ? "{\"resultType\":\"task\"," : "{")
                        + task));
        McpClient client = McpClient.connect(server.uri())) {
      CallOptions brief = CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1));
      assertThatThrownBy(() -> client.with(brief).call("endless", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.count("tasks/cancel") == 1);
    }
  }

  @Test
  void a_list_that_goes_in_a_circle_is_found_out() {
    try (RawServer server =
            RawServer.modern(
                (request, out) -> out.result(request, "{\"tools\":[],\"nextCursor\":\"again\"}"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(() -> client.tools().count())
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("in a circle");
    }
  }
}
