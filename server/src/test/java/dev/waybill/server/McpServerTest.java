package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Elicited.Accepted;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class McpServerTest {
  record Deploy(String env) {}

  record Approval(boolean approved) {}

  record Plan(String summary) {}

  @Test
  void a_handler_is_replayed_and_its_steps_are_not() {
    AtomicInteger planned = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    McpServer server =
        McpServer.builder("test", "1")
            .add(
                Tool.named("deploy")
                    .input(Deploy.class)
                    .destructive()
                    .handler((in, call) -> {
                      runs.incrementAndGet();
                      Plan plan =
                          call.step(
                              "plan",
                              Plan.class,
                              () -> new Plan("to " + in.env() + " #" + planned.incrementAndGet()));
                      Elicited<Approval> answer =
                          call.elicit("approve", "Deploy " + plan.summary() + "?", Approval.class);
                      return answer instanceof Accepted<Approval>(Approval a) && a.approved()
                          ? call.text("Deployed " + plan.summary())
                          : call.text("Not deployed");
                    }))
            .build();
    Wire wire = new Wire(server);

    JsonNode asked =
        wire.ask("tools/call", "{\"name\":\"deploy\",\"arguments\":{\"env\":\"prod\"}}").result();

    assertThat(asked.get("resultType").stringValue()).isEqualTo("input_required");
    assertThat(asked.at("/inputRequests/approve/params/message").stringValue())
        .isEqualTo("Deploy to prod #1?");
    String retry =
        """
        {"name":"deploy","arguments":{"env":"prod"},"requestState":"%s",
         "inputResponses":{"approve":{"action":"accept","content":{"approved":true}}}}\
        """
            .formatted(asked.get("requestState").stringValue());
    assertThat(wire.ask("tools/call", retry).text()).isEqualTo("Deployed to prod #1");
    assertThat(planned).hasValue(1);
    assertThat(runs).hasValue(2);
  }

  @Test
  void discovery_tells_versions_capabilities_and_identity() {
    JsonNode result =
        new Wire(McpServer.builder("test", "1").build()).ask("server/discover", "{}").result();

    assertThat(result.get("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").stringValue())
        .isEqualTo("test");
    assertThat(result.get("cacheScope").stringValue()).isEqualTo("public");
  }
}
