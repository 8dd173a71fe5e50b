package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.Role;
import dev.waybill.protocol.Root;
import dev.waybill.server.Elicited;
import dev.waybill.server.McpServer;
import dev.waybill.server.Question;
import dev.waybill.server.Tool;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions of a server, answered by handlers and by hand. */
class QuestionsTest {
  record Approval(boolean approved, @JsonProperty(defaultValue = "none") String comment) {}

  private static HttpEndpoint endpoint;

  @BeforeAll
  static void start() {
    McpServer server =
        McpServer.builder("asks", "1.0.0")
            .add(
                Tool.named("deploy")
                    .handler((in, call) -> {
                      Elicited<Approval> answer = call.elicit("ok", "Deploy?", Approval.class);
                      return answer.toString();
                    }))
            .add(
                Tool.named("visit")
                    .handler((in, call) ->
                        call.visit("page", "Sign in", URI.create("https://example.com/login"))
                            .toString()))
            .add(
                Tool.named("all")
                    .handler((in, call) -> {
                      var model =
                          Question.sample("model", CreateMessageRequestParams.user("Capital?", 10));
                      var roots = Question.roots("roots");
                      var form = Question.elicit("form", "Sure?", Approval.class);
                      var answers = call.ask(model, roots, form);
                      return answers.to(model).text().orElse("")
                          + " "
                          + answers.to(roots).getFirst().uri();
                    }))
            .add(
                Tool.named("endless")
                    .handler((in, call) -> {
                      for (int i = 0; ; i++) {
                        call.elicit("q" + i, "Again?", Approval.class);
                      }
                    }))
            .build();
    endpoint = HttpEndpoint.builder(server).port(0).start();
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @Test
  void a_form_is_filled_in_and_its_defaults_stand() {
    try (McpClient client =
        McpClient.builder(endpoint.uri())
            .onElicit(question ->
                switch (question) {
                  case Elicitation.Form form -> form.accept(Map.of("approved", true));
                  case Elicitation.Page page -> page.accept();
                })
            .build()) {
      assertThat(client.call("deploy", Map.of(), String.class))
          .isEqualTo("Accepted[value=Approval[approved=true, comment=none]]");
      assertThat(client.call("visit", Map.of(), String.class))
          .isEqualTo("Accepted[value=https://example.com/login]");
    }
  }

  @Test
  void a_question_is_declined_or_cancelled() {
    try (McpClient declining =
            McpClient.builder(endpoint.uri()).onElicit(Elicitation::decline).build();
        McpClient cancelling =
            McpClient.builder(endpoint.uri()).onElicit(Elicitation::cancel).build()) {
      assertThat(declining.call("deploy", Map.of(), String.class)).startsWith("Declined");
      assertThat(cancelling.call("deploy", Map.of(), String.class)).startsWith("Cancelled");
    }
  }

  @Test
  void a_form_that_is_filled_in_wrongly_is_refused_before_it_is_sent() {
    try (McpClient client =
        McpClient.builder(endpoint.uri())
            .onElicit(question -> ((Elicitation.Form) question).accept(Map.of("approved", "yes")))
            .build()) {
      assertThatThrownBy(() -> client.call("deploy", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("approved");
    }
  }

  @Test
  void questions_that_come_together_are_answered_at_the_same_time() {
    CyclicBarrier together = new CyclicBarrier(3);
    try (McpClient client =
        McpClient.builder(endpoint.uri())
            .onElicit(question -> {
              meet(together);
              return question.decline();
            })
            .onSample(request -> {
              meet(together);
              return new CreateMessageResult(
                  Role.ASSISTANT, List.of(ContentBlock.text("Paris")), "m", null, Map.of());
            })
            .onRoots(() -> {
              meet(together);
              return List.of(new Root("file:///project", null, Map.of()));
            })
            .build()) {
      assertThat(client.call("all", Map.of(), String.class)).isEqualTo("Paris file:///project");
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rounds_are_capped() {
    try (McpClient client =
        McpClient.builder(endpoint.uri()).onElicit(Elicitation::decline).build()) {
      assertThatThrownBy(() -> client.call("endless", Map.of()))
          .isInstanceOf(McpClientException.class)
          .hasMessageContaining("16");
    }
  }

  @Test
  void a_client_without_a_handler_declares_nothing() {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      assertThatThrownBy(() -> client.call("deploy", Map.of()))
          .isInstanceOfSatisfying(
              McpClientException.Refused.class, e -> assertThat(e.code()).isEqualTo(-32021));
    }
  }

  @Test
  void a_call_by_hand_goes_on_in_another_process() {
    String saved;
    try (McpClient one = McpClient.builder(endpoint.uri()).onElicit(Elicitation::decline).build()) {
      Round round = one.begin("deploy", Map.of());
      assertThat(round).isInstanceOf(Round.Asked.class);
      assertThat(((Round.Asked) round).questions()).containsOnlyKeys("ok");
      saved = ((Round.Asked) round).save();
    }
    try (McpClient other =
        McpClient.builder(endpoint.uri()).onElicit(Elicitation::decline).build()) {
      Round.Asked asked = Round.Asked.restore(saved);
      assertThatThrownBy(() -> other.answer(asked, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ok");
      var form =
          new Elicitation.Form(
              "Deploy?",
              ((dev.waybill.protocol.InputRequest.ElicitRequestFormParams)
                      ((dev.waybill.protocol.InputRequest.ElicitRequest)
                              asked.questions().get("ok"))
                          .params())
                  .requestedSchema());
      Round end = other.answer(asked, Map.of("ok", form.accept(new Approval(false, "no"))));
      assertThat(end).isInstanceOf(Round.Finished.class);
      assertThat(((Round.Finished) end).result().content().getFirst())
          .isEqualTo(ContentBlock.text("Accepted[value=Approval[approved=false, comment=no]]"));
    }
    assertThatThrownBy(() -> Round.Asked.restore("{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
