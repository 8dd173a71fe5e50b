package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ResultReaderTest {
  private final List<String> bad = new ArrayList<>();

  @Test
  void caching_hints_that_are_missing_or_negative_mean_stale_and_private() {
    ListToolsResult missing = ResultReader.tools(json("{'tools':[]}"), this::bad);
    assertThat(missing.ttlMs()).isZero();
    assertThat(missing.cacheScope()).isEqualTo(CacheScope.PRIVATE);
    ReadResourceResult read =
        ResultReader.read(json("{'contents':[],'ttlMs':-7}"), ReadResourceResult.class);
    assertThat(read.ttlMs()).isZero();
    assertThat(read.cacheScope()).isEqualTo(CacheScope.PRIVATE);
  }

  @Test
  void a_bad_item_does_not_take_the_others_with_it() {
    ListToolsResult tools =
        ResultReader.tools(
            json("{'tools':[{'name':'a','inputSchema':{}},{'name':'b'},{'name':['c']},7]}"),
            this::bad);
    assertThat(tools.tools()).extracting(Tool::name).containsExactly("a");
    assertThat(bad).hasSize(3);
    assertThat(bad.getFirst()).isEqualTo("1 \"inputSchema\" is missing");
  }

  @Test
  void a_list_that_is_none_is_refused_by_its_name() {
    assertThatThrownBy(() -> ResultReader.prompts(json("{'prompts':{}}"), this::bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"prompts\" must be an array");
  }

  @Test
  void a_tool_result_keeps_every_kind_of_content() {
    CallToolResult result =
        ResultReader.read(
            json(
                "{'content':[{'type':'text','text':'t'},"
                    + "{'type':'text','text':'t','_meta':{'a/b':1}},"
                    + "{'type':'hologram','size':3}],'structuredContent':{'n':1},'isError':true}"),
            CallToolResult.class);
    assertThat(result.content().get(0)).isEqualTo(ContentBlock.text("t"));
    assertThat(((ContentBlock.TextContent) result.content().get(1)).meta()).containsKey("a/b");
    assertThat(((ContentBlock.UnknownContent) result.content().get(2)).json())
        .isEqualTo(json("{'type':'hologram','size':3}"));
    assertThat(result.structuredContent()).isEqualTo(json("{'n':1}"));
    assertThat(result.isError()).isTrue();
  }

  @Test
  void what_does_not_fit_is_named() {
    assertThatThrownBy(() ->
            ResultReader.read(
                json("{'content':[{'type':'image','data':7}]}"), CallToolResult.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResultReader.read(json("{'messages':3}"), GetPromptResult.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/messages");
  }

  private void bad(int index, String why) {
    bad.add(index + " " + why);
  }

  private static ObjectNode json(String quoted) {
    return (ObjectNode) Json.mapper().readTree(quoted.replace('\'', '"'));
  }
}
