package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Icon;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/** Every mistake in a feature fails at start and says which feature it is. */
class RegistrationTest {
  record Endless(Object anything, Thread thread) {}

  private static ObjectNode nested(int depth) {
    ObjectNode schema = Wire.json("{'type':'object'}");
    for (int i = 0; i < depth; i++) {
      ObjectNode outer = Wire.json("{'type':'object','properties':{}}");
      ((ObjectNode) outer.get("properties")).set("a", schema);
      schema = outer;
    }
    return schema;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a,b", "a/b", "größe", "a\n", "😀", "{}"})
  void a_tool_has_a_plain_name(String name) {
    assertThatThrownBy(() -> Tool.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"" + name + "\"");
  }

  @Test
  void names_have_1_to_128_characters() {
    assertThat(Tool.named("a".repeat(128)).handler((in, call) -> "").id()).hasSize(128);
    assertThatThrownBy(() -> Tool.named("a".repeat(129))).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> Prompt.named("a".repeat(129))).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> Prompt.named(" ")).hasMessageContaining("Prompt \" \"");
    assertThatThrownBy(() -> Prompt.named("a\nb")).hasMessageContaining("Prompt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type':'string'}",
        "{'type':['object','null']}",
        "{'type':'object','properties':5}",
        "{'type':'object','properties':{'a':{'type':'strin'}}}",
        "{'type':'object','required':'a'}",
        "{'type':'object','properties':{'a':{'pattern':'('}}}",
        "{'type':'object','properties':{'a':{'$ref':'#/$defs/none'}}}",
        "{'type':'object','properties':{'a':{'$ref':'https://example.com/s.json'}}}",
        "{'type':'object','$schema':'https://example.com/unknown'}"
      })
  void an_invalid_input_schema_is_refused(String schema) {
    assertThatThrownBy(
            () -> Tool.named("my.tool").input(Wire.json(schema)).handler((in, call) -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"my.tool\"");
  }

  @Test
  void a_schema_too_deep_or_too_large_is_refused() {
    assertThatThrownBy(() -> Tool.named("deep").input(nested(40)).handler((in, call) -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"deep\"");
    assertThatThrownBy(() -> Tool.named("deep").output(nested(40)).handler((in, call) -> ""))
        .hasMessageContaining("Tool \"deep\"");
    ObjectNode wide = Wire.json("{'type':'object','properties':{}}");
    for (int i = 0; i < 1001; i++) {
      ((ObjectNode) wide.get("properties")).putObject("p" + i);
    }
    assertThatThrownBy(() -> Tool.named("wide").input(wide).handler((in, call) -> ""))
        .hasMessageContaining("Tool \"wide\"");
  }

  @Test
  void a_type_without_a_schema_is_refused() {
    assertThatThrownBy(() -> Tool.named("odd").input(Endless.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"odd\"");
    assertThatThrownBy(() -> Tool.named("odd").input(String.class).handler((in, call) -> ""))
        .hasMessageContaining("Tool \"odd\"");
    assertThatThrownBy(() -> Tool.named("odd").output(Endless.class))
        .hasMessageContaining("Tool \"odd\"");
    assertThatThrownBy(() -> Prompt.named("odd").input(Endless.class))
        .hasMessageContaining("Prompt \"odd\"");
    assertThatThrownBy(() -> Question.elicit("k", "?", Endless.class))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void an_output_schema_is_an_object() {
    assertThatThrownBy(() -> Tool.named("t").output(BooleanNode.TRUE).handler((in, call) -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"t\"");
  }

  @Test
  void a_name_is_taken_once() {
    McpServer.Builder builder =
        McpServer.builder("s", "1")
            .add(Tool.named("x").handler((in, call) -> ""))
            .add(Prompt.named("x").handler((in, call) -> ""))
            .add(Resource.at("test:x").handler(call -> ""))
            .add(ResourceTemplate.at("test:{x}").handler((in, call) -> ""));
    for (Feature again :
        List.of(
            Tool.named("x").handler((in, call) -> ""),
            Prompt.named("x").handler((in, call) -> ""),
            Resource.at("test:x").handler(call -> ""),
            ResourceTemplate.at("test:{x}").handler((in, call) -> ""))) {
      assertThatThrownBy(() -> builder.add(again))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + again.id() + "\" is there twice");
    }
    assertThatThrownBy(() -> Prompt.named("p").argument("a", "", true).argument("a", "", false))
        .hasMessageContaining("Prompt \"p\"")
        .hasMessageContaining("\"a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "relative/path", "no scheme", "test:", "a b:c", "test:{x}", "//host/x"})
  void a_resource_has_an_absolute_uri(String uri) {
    assertThatThrownBy(() -> Resource.at(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Resource \"" + uri + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{x}",
        "relative/{x}",
        "test:{",
        "test:}",
        "test:{x",
        "test:{x}}",
        "test:{}",
        "test:{x y}",
        "test:{x:3}",
        "test:{x*}",
        "test:{#x}",
        "test:{.x}",
        "test:{;x}",
        "test:{&x}",
        "test:{x,y}",
        "test:{x}{x}",
        "test:{x}{y}",
        "test:{+x}{y}",
        "test:{+x}/{+y}",
        "test:{?x}/y",
        "test:{x}{?x}"
      })
  void a_template_that_cannot_be_read_backwards_is_refused(String template) {
    assertThatThrownBy(() -> ResourceTemplate.at(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Resource template \"" + template + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a/i.png",
        "javascript:alert(1)",
        "file:///i.png",
        "i.png",
        "",
        "ftp://a",
        "httpsx:a"
      })
  void an_icon_comes_from_https_or_data(String src) {
    Icon icon = Icon.of(src);
    assertThatThrownBy(() -> Tool.named("t").icon(icon)).hasMessageContaining("Tool \"t\"");
    assertThatThrownBy(() -> Prompt.named("p").icon(icon)).hasMessageContaining("Prompt \"p\"");
    assertThatThrownBy(() -> Resource.at("test:r").icon(icon))
        .hasMessageContaining("Resource \"test:r\"");
    assertThatThrownBy(() -> ResourceTemplate.at("test:{r}").icon(icon))
        .hasMessageContaining("Resource template \"test:{r}\"");
    assertThatThrownBy(() -> McpServer.builder("s", "1").icon(icon))
        .hasMessageContaining("Server \"s\"");
  }

  @Test
  void completion_is_for_what_is_there() {
    assertThatThrownBy(() -> Prompt.named("p").complete("no", (v, k, w) -> List.of()))
        .hasMessageContaining("Prompt \"p\"")
        .hasMessageContaining("\"no\"");
    assertThatThrownBy(() -> ResourceTemplate.at("test:{a}").complete("b", (v, k, w) -> List.of()))
        .hasMessageContaining("test:{a}")
        .hasMessageContaining("\"b\"");
  }

  @Test
  void settings_out_of_range_are_refused() {
    var builder = McpServer.builder("s", "1");
    assertThatThrownBy(() -> builder.pageSize(0)).hasMessageContaining("pageSize");
    assertThatThrownBy(() -> builder.maxCalls(-1)).hasMessageContaining("maxCalls");
    assertThatThrownBy(() -> builder.maxState(0)).hasMessageContaining("maxState");
    assertThatThrownBy(() -> builder.maxSubscriptions(0)).hasMessageContaining("maxSubscriptions");
    assertThatThrownBy(() -> builder.listCache(java.time.Duration.ofMillis(-1)))
        .hasMessageContaining("not negative");
  }
}
