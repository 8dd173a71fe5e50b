package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.protocol.ClientRequest.CallToolRequest;
import dev.waybill.protocol.ClientRequest.CompleteRequest;
import dev.waybill.protocol.ClientRequest.CompletionReference.PromptReference;
import dev.waybill.protocol.ClientRequest.CompletionReference.ResourceTemplateReference;
import dev.waybill.protocol.ClientRequest.MultiRoundTrip;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RequestDecoderTest {
  private static final RequestMeta META =
      new RequestMeta("2026-07-28", new ClientCapabilities(tree("{}")), null, null, tree("{}"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server/discover",
        "tools/list",
        "resources/list",
        "resources/templates/list",
        "prompts/list"
      })
  void requests_without_needs_take_an_empty_object(String method) {
    assertThat(decode(method, "{}").method()).isEqualTo(method);
    assertThat(RequestDecoder.knows(method)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "tools/list | {'cursor':1} | cursor",
        "tools/list | {'cursor':null} | cursor",
        "resources/list | {'cursor':{}} | cursor",
        "resources/templates/list | {'cursor':[]} | cursor",
        "prompts/list | {'cursor':false} | cursor",
        "tools/call | {} | name",
        "tools/call | {'name':1} | name",
        "tools/call | {'name':'a','arguments':[]} | arguments",
        "tools/call | {'name':'a','arguments':'{}'} | arguments",
        "tools/call | {'name':'a','requestState':{}} | requestState",
        "tools/call | {'name':'a','inputResponses':[]} | inputResponses",
        "tools/call | {'name':'a','inputResponses':'x'} | inputResponses",
        "prompts/get | {} | name",
        "prompts/get | {'name':'a','arguments':{'x':1}} | arguments",
        "prompts/get | {'name':'a','arguments':{'x':null}} | arguments",
        "prompts/get | {'name':'a','arguments':[]} | arguments",
        "resources/read | {} | uri",
        "resources/read | {'uri':null} | uri",
        "resources/read | {'uri':'a','requestState':1} | requestState",
        "completion/complete | {} | ref",
        "completion/complete | {'ref':{},'argument':{'name':'a','value':''}} | type",
        "completion/complete | {'ref':{'type':'ref/tool'},'argument':{}} | ref/tool",
        "completion/complete | {'ref':{'type':'ref/prompt'},'argument':{}} | name",
        "completion/complete | {'ref':{'type':'ref/resource','name':'x'},'argument':{}} | uri",
        "completion/complete | {'ref':{'type':'ref/prompt','name':'x'}} | argument",
        "completion/complete | {'ref':{'type':'ref/prompt','name':'x'},'argument':{'name':'a'}} |"
            + " value",
        "completion/complete |"
            + " {'ref':{'type':'ref/prompt','name':'x'},'argument':{'name':'a','value':1}} | value",
        "completion/complete |"
            + " {'ref':{'type':'ref/prompt','name':'x'},'argument':{'name':'a','value':''},'context':[]}"
            + " | context",
        "completion/complete |"
            + " {'ref':{'type':'ref/prompt','name':'x'},'argument':{'name':'a','value':''},'context':{'arguments':{'b':2}}}"
            + " | arguments",
        "subscriptions/listen | {} | notifications",
        "subscriptions/listen | {'notifications':[]} | notifications",
        "subscriptions/listen | {'notifications':{'toolsListChanged':1}} | toolsListChanged",
        "subscriptions/listen | {'notifications':{'promptsListChanged':'true'}} |"
            + " promptsListChanged",
        "subscriptions/listen | {'notifications':{'resourcesListChanged':null}} |"
            + " resourcesListChanged",
        "subscriptions/listen | {'notifications':{'resourceSubscriptions':'a:b'}} |"
            + " resourceSubscriptions",
        "subscriptions/listen | {'notifications':{'resourceSubscriptions':[1]}} |"
            + " resourceSubscriptions"
      })
  void a_member_of_the_wrong_type_is_refused_by_name(String method, String params, String said) {
    McpException refused = catchThrowableOfType(McpException.class, () -> decode(method, params));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
    assertThat(refused.text()).contains(said);
  }

  @Test
  void a_tool_call_carries_name_arguments_answers_and_state() {
    assertThat(decode("tools/call", "{'name':'a'}"))
        .isEqualTo(new CallToolRequest(META, "a", tree("{}"), ClientRequest.Input.NONE));
    assertThat(
            decode(
                "tools/call",
                "{'name':'a','arguments':{'x':[1]},'inputResponses':{'k':{'action':'cancel'}},"
                    + "'requestState':'s'}"))
        .isEqualTo(
            new CallToolRequest(
                META,
                "a",
                tree("{'x':[1]}"),
                new ClientRequest.Input(
                    Map.of("k", tree("{'action':'cancel'}")), Optional.of("s"))));
  }

  @Test
  void each_request_of_several_rounds_says_what_its_state_is_bound_to() {
    assertThat(List.of("tools/call", "prompts/get"))
        .allSatisfy(method -> {
          var request = (MultiRoundTrip) decode(method, "{'name':'n','arguments':{'a':'b'}}");
          assertThat(request.target()).isEqualTo("n");
          assertThat(request.boundParams()).isEqualTo(tree("{'a':'b'}"));
        });
    var read = (MultiRoundTrip) decode("resources/read", "{'uri':'a:b'}");
    assertThat(read.target()).isEqualTo("a:b");
    assertThat(read.boundParams()).isEmpty();
  }

  @Test
  void completion_knows_prompts_and_templates_and_what_is_filled_in() {
    assertThat(
            decode(
                "completion/complete",
                "{'ref':{'type':'ref/prompt','name':'p'},'argument':{'name':'a','value':'v'},"
                    + "'context':{'arguments':{'b':'c'}}}"))
        .isEqualTo(new CompleteRequest(META, new PromptReference("p"), "a", "v", Map.of("b", "c")));
    assertThat(
            decode(
                "completion/complete",
                "{'ref':{'type':'ref/resource','uri':'a:{b}'},'argument':{'name':'b','value':''}}"))
        .isEqualTo(
            new CompleteRequest(META, new ResourceTemplateReference("a:{b}"), "b", "", Map.of()));
  }

  @Test
  void a_filter_keeps_members_of_extensions() {
    var listen =
        (ClientRequest.SubscriptionsListenRequest)
            decode(
                "subscriptions/listen",
                "{'notifications':{'toolsListChanged':true,'resourceSubscriptions':['a:b','a:b'],"
                    + "'com.example/jobs':['j']}}");
    assertThat(listen.notifications())
        .isEqualTo(
            new SubscriptionFilter(
                true,
                false,
                false,
                List.of("a:b", "a:b"),
                Map.of("com.example/jobs", Json.mapper().readTree("[\"j\"]"))));
  }

  @Test
  void an_unknown_method_is_left_to_extensions() {
    assertThat(decode("com.example/run", "{'a':1}"))
        .isEqualTo(new ClientRequest.Extended(META, "com.example/run", tree("{'a':1}")));
    assertThat(RequestDecoder.knows("com.example/run")).isFalse();
    assertThat(Methods.REMOVED).noneMatch(RequestDecoder::knows);
  }

  private static ClientRequest decode(String method, String params) {
    return RequestDecoder.decode(method, tree(params), META);
  }

  private static ObjectNode tree(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
