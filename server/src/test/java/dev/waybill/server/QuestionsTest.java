package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.InputRequest.IncludeContext;
import dev.waybill.protocol.InputRequest.ToolChoice;
import dev.waybill.protocol.SamplingMessage;
import dev.waybill.server.Wire.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each kind of question: its shape, its answers, what it needs of the client. */
class QuestionsTest {
  enum Color {
    RED,
    GREEN
  }

  record Form(String name, Color color, int age, java.util.Optional<Boolean> agree) {}

  private static final Map<String, Question<?>> QUESTIONS =
      Map.of(
          "form", Question.elicit("k", "m", Form.class),
          "url", Question.visit("k", "m", URI.create("https://example.com/a")),
          "sampling", Question.sample("k", CreateMessageRequestParams.user("hi", 5)),
          "tools", Question.sample("k", sampling(true, null)),
          "context", Question.sample("k", sampling(false, IncludeContext.ALL_SERVERS)),
          "none", Question.sample("k", sampling(false, IncludeContext.NONE)),
          "both", Question.sample("k", sampling(true, IncludeContext.THIS_SERVER)),
          "roots", Question.roots("k"));

  private static CreateMessageRequestParams sampling(
      boolean tools, @Nullable IncludeContext context) {
    return new CreateMessageRequestParams(
        List.of(SamplingMessage.user("hi")),
        null,
        null,
        context,
        null,
        5,
        List.of(),
        null,
        List.of(),
        tools ? new ToolChoice(ToolChoice.Mode.AUTO) : null);
  }

  private static Wire asking(Function<Call, Object> body) {
    return Wire.of(
        Tool.named("t")
            .input(Wire.json("{'type':'object'}"))
            .handler((in, call) -> body.apply(call)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "form     | {}                                | {'elicitation':{'form':{}}}",
        "form     | {'elicitation':{'url':{}}}        | {'elicitation':{'form':{}}}",
        "url      | {}                                | {'elicitation':{'url':{}}}",
        "url      | {'elicitation':{}}                | {'elicitation':{'url':{}}}",
        "sampling | {}                                | {'sampling':{}}",
        "tools    | {'sampling':{}}                   | {'sampling':{'tools':{}}}",
        "tools    | {'sampling':{'context':{}}}       | {'sampling':{'tools':{}}}",
        "context  | {'sampling':{}}                   | {'sampling':{'context':{}}}",
        "both     | {'roots':{}}                      | {'sampling':{'tools':{},'context':{}}}",
        "roots    | {'elicitation':{},'sampling':{}}  | {'roots':{}}"
      })
  void a_question_the_client_did_not_declare_is_refused_with_what_it_needs(
      String kind, String declared, String required) {
    Question<?> question = QUESTIONS.get(kind);
    Answer answer =
        asking(call -> call.ask(question)).ask("tools/call", q("{'name':'t'}"), q(declared));
    assertThat(answer.errorCode()).isEqualTo(-32021);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.error().at("/data/requiredCapabilities")).isEqualTo(Wire.json(required));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "form     | {'elicitation':{}}",
        "form     | {'elicitation':{'form':{}}}",
        "url      | {'elicitation':{'url':{}}}",
        "sampling | {'sampling':{}}",
        "none     | {'sampling':{}}",
        "tools    | {'sampling':{'tools':{}}}",
        "context  | {'sampling':{'context':{}}}",
        "both     | {'sampling':{'context':{},'tools':{}}}",
        "roots    | {'roots':{}}"
      })
  void a_question_the_client_declared_is_asked(String kind, String declared) {
    Question<?> question = QUESTIONS.get(kind);
    Answer answer =
        asking(call -> call.ask(question)).ask("tools/call", q("{'name':'t'}"), q(declared));
    assertThat(answer.result().path("resultType").stringValue()).isEqualTo("input_required");
  }

  @Test
  void what_several_questions_lack_is_told_at_once() {
    Wire wire =
        asking(call ->
            call.ask(
                Question.elicit("a", "?", Form.class),
                Question.visit("b", "?", URI.create("https://a")),
                Question.sample("c", sampling(true, null)),
                Question.roots("d")));
    assertThat(
            wire.ask("tools/call", q("{'name':'t'}"), q("{'sampling':{}}"))
                .error()
                .at("/data/requiredCapabilities"))
        .isEqualTo(
            Wire.json("{'elicitation':{'form':{},'url':{}},'sampling':{'tools':{}},'roots':{}}"));
  }

  @Test
  void a_form_is_a_flat_schema_of_the_record() {
    JsonNode asked = asking(call -> call.elicit("k", "Who?", Form.class)).call("t", "{}").result();
    JsonNode request = asked.at("/inputRequests/k");
    assertThat(request.get("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(request.at("/params/mode").stringValue()).isEqualTo("form");
    assertThat(request.at("/params/message").stringValue()).isEqualTo("Who?");
    JsonNode schema = request.at("/params/requestedSchema");
    assertThat(schema.get("type").stringValue()).isEqualTo("object");
    assertThat(schema.get("properties").propertyNames())
        .containsExactly("name", "color", "age", "agree");
    assertThat(schema.get("required").toString()).isEqualTo(q("['name','color','age']"));
    assertThat(asked.toString()).doesNotContain(":null");
  }

  @Test
  void a_page_is_a_url_and_accepting_is_consent() {
    Wire wire = asking(call -> call.visit("k", "Pay", URI.create("https://p/1")).toString());
    JsonNode asked = wire.call("t", "{}").result();
    assertThat(asked.at("/inputRequests/k/params"))
        .isEqualTo(Wire.json("{'mode':'url','message':'Pay','url':'https://p/1'}"));
    assertThat(wire.retry("t", "{}", asked, "{'k':{'action':'accept'}}").text())
        .isEqualTo("Accepted[value=https://p/1]");
    assertThat(wire.retry("t", "{}", asked, "{'k':{'action':'decline'}}").text())
        .isEqualTo("Declined[]");
  }

  @Test
  void a_model_may_answer_with_one_block_or_several() {
    Wire wire =
        asking(call -> {
          CreateMessageResult said = call.sample("k", CreateMessageRequestParams.user("hi", 5));
          return said.text().orElse("nothing") + said.content().size() + said.model();
        });
    JsonNode asked = wire.call("t", "{}").result();
    assertThat(asked.at("/inputRequests/k"))
        .isEqualTo(
            Wire.json(
                "{'method':'sampling/createMessage','params':{'messages':[{'role':'user','content':"
                    + "{'type':'text','text':'hi'}}],'maxTokens':5}}"));
    assertThat(
            wire.retry(
                    "t",
                    "{}",
                    asked,
                    "{'k':{'role':'assistant','content':{'type':'text','text':'x'},'model':'m'}}")
                .text())
        .isEqualTo("x1m");
    assertThat(
            wire.retry(
                    "t",
                    "{}",
                    asked,
                    "{'k':{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'n',"
                        + "'input':{}},{'type':'text','text':'y'}],'model':'m'}}")
                .text())
        .isEqualTo("y2m");
    for (String odd :
        List.of(
            "{'role':'assistant','model':'m'}",
            "{'content':{'type':'text','text':'x'},'model':'m'}",
            "{'role':'assistant','content':{'type':'text','text':'x'}}",
            "{'role':'assistant','content':[null],'model':'m'}",
            "{'role':'system','content':{'type':'text','text':'x'},'model':'m'}",
            "{'role':'assistant','content':{'type':'video'},'model':'m'}",
            "{'role':'assistant','content':null,'model':'m'}")) {
      assertThat(
              wire.retry("t", "{}", asked, "{'k':" + odd + "}")
                  .result()
                  .path("resultType")
                  .stringValue())
          .as(odd)
          .isEqualTo("input_required");
    }
  }

  @Test
  void a_schema_given_as_json_is_sent_as_it_is_and_checked() {
    var schema =
        Wire.json(
            "{'type':'object','properties':{'n':{'type':'integer','minimum':3}},'required':['n']}");
    Wire wire =
        asking(call -> call.elicit("k", "?", schema).accepted().map(Object::toString).orElse("no"));
    JsonNode asked = wire.call("t", "{}").result();
    assertThat(asked.at("/inputRequests/k/params/requestedSchema")).isEqualTo(schema);
    assertThat(
            wire.retry("t", "{}", asked, "{'k':{'action':'accept','content':{'n':2}}}")
                .result()
                .path("resultType")
                .stringValue())
        .isEqualTo("input_required");
    assertThat(wire.retry("t", "{}", asked, "{'k':{'action':'accept','content':{'n':3}}}").text())
        .isEqualTo(q("{'n':3}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type':'object'}",
        "{'type':'array','properties':{}}",
        "{'type':'object','properties':[]}",
        "{'type':'object','properties':{'a':true}}",
        "{'type':'object','properties':{'a':{}}}",
        "{'type':'object','properties':{'a':{'type':'object','properties':{}}}}",
        "{'type':'object','properties':{'a':{'type':['string','null']}}}",
        "{'type':'object','properties':{'a':{'type':'array'}}}",
        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string'}}}}",
        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object'}}}}"
      })
  void a_form_that_is_not_flat_is_refused(String schema) {
    assertThatThrownBy(() -> Question.elicit("k", "?", Wire.json(schema)))
        .isInstanceOf(dev.waybill.schema.SchemaException.class)
        .hasMessageContaining("form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','properties':{}}",
        "{'type':'object','properties':{'a':{'type':'string','format':'email'}}}",
        "{'type':'object','properties':{'a':{'type':'string','enum':['x']}}}",
        "{'type':'object','properties':{'a':{'type':'string','oneOf':[{'const':'x','title':'X'}]}}}",
        "{'type':'object','properties':{'a':{'type':'string','enum':['x'],'enumNames':['X']}}}",
        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string','enum':['x']}}}}",
        "{'type':'object','properties':{'a':{'type':'array','items':{'anyOf':[{'const':'x','title':'X'}]}}}}",
        "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'number'},'c':{'type':'boolean'}}}"
      })
  void a_flat_form_is_taken(String schema) {
    assertThat(Question.elicit("k", "?", Wire.json(schema)).key()).isEqualTo("k");
  }

  @Test
  void keys_and_answers_are_guarded() {
    assertThatThrownBy(() -> Question.roots(" ")).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> Question.roots("k".repeat(129))).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> new Answers(Map.of()).to(Question.roots("k")))
        .hasMessageContaining("\"k\" was not among the questions");
  }

  @Test
  void only_three_requests_may_ask() {
    Wire wire =
        new Wire(
            McpServer.builder("t", "1")
                .extension(
                    new TestExtension(call -> {
                      call.roots("k");
                      return "";
                    }))
                .build());
    Answer answer =
        wire.ask("com.example/echo", "{}", q("{'roots':{},'extensions':{'com.example/test':{}}}"));
    assertThat(answer.errorCode()).isEqualTo(-32603);
  }
}
