package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterceptorTest {
  private static McpServer.Builder server() {
    return McpServer.builder("t", "1").add(Tool.named("t").handler((in, call) -> "ran"));
  }

  @Test
  void the_first_stands_outermost() {
    List<String> seen = new ArrayList<>();
    Wire wire =
        new Wire(server().interceptor(noting("a", seen)).interceptor(noting("b", seen)).build());
    assertThat(wire.call("t", "{}").text()).isEqualTo("ran");
    assertThat(seen).containsExactly("a>", "b>", "<b", "<a");
    seen.clear();
    wire.ask("tools/list", "{}").result();
    wire.ask("server/discover", "{}").result();
    assertThat(seen).hasSize(8);
  }

  private static Interceptor noting(String name, List<String> seen) {
    return (request, principal, next) -> {
      seen.add(name + ">");
      Outcome outcome = next.proceed();
      seen.add("<" + name);
      return outcome;
    };
  }

  @Test
  void one_may_refuse_or_answer_by_itself() {
    McpException no = new McpException(ErrorCode.FORBIDDEN, "not today");
    Wire refusing =
        new Wire(server().interceptor((request, who, next) -> new Outcome.Failed(no)).build());
    Answer refused = refusing.call("t", "{}");
    assertThat(refused.errorCode()).isEqualTo(403);
    assertThat(refused.status).isEqualTo(403);

    Wire answering =
        new Wire(
            server()
                .interceptor(
                    (request, who, next) -> new Outcome.Complete(CallToolResult.text("mine")))
                .build());
    assertThat(answering.call("t", "{}").text()).isEqualTo("mine");
    assertThat(answering.call("t", "{}").result().path("_meta").isEmpty()).isFalse();
  }

  @Test
  void a_refusal_may_be_thrown() {
    Wire wire =
        new Wire(
            server()
                .interceptor((request, who, next) -> {
                  throw new McpException(ErrorCode.FORBIDDEN, "not today");
                })
                .build());
    Answer refused = wire.call("t", "{}");
    assertThat(refused.errorCode()).isEqualTo(403);
    assertThat(refused.errorText()).isEqualTo("not today");
  }

  @Test
  void one_that_fails_is_an_internal_error_with_a_number() {
    Wire wire =
        new Wire(
            server()
                .interceptor((request, who, next) -> {
                  throw new IllegalStateException("secret");
                })
                .build());
    Answer failed = wire.call("t", "{}");
    assertThat(failed.errorCode()).isEqualTo(-32603);
    assertThat(failed.errorText()).doesNotContain("secret");
  }
}
