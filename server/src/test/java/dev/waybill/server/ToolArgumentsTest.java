package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Wire.Answer;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments that do not satisfy a tool's schema or type. */
class ToolArgumentsTest {
  record Address(String street, List<Integer> floors) {}

  record Order(String name, int count, Address to, Optional<String> note) {}

  record When(LocalDate day) {}

  record Even(int n) {
    Even {
      if (n % 2 != 0) {
        throw new IllegalArgumentException("n must be even, was " + n);
      }
      Objects.checkIndex(0, n == 4 ? -1 : 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}                                                  | name to count",
        "{'name':1,'count':'x','to':{'street':'s','floors':[]}} | /name /count",
        "{'name':'a','count':1.5,'to':{'street':'s','floors':[]}} | /count",
        "{'name':'a','count':1,'to':{'street':null,'floors':[1,'2',3]}} | /to/street /to/floors/1",
        "{'name':'a','count':1,'to':[]}                      | /to",
        "{'name':'a','count':99999999999,'to':{'street':'s','floors':[]}} | count",
        "{'name':'a','count':1e999999999,'to':{'street':'s','floors':[]}} | count"
      })
  void arguments_that_break_the_schema_are_a_tool_error_naming_each_path(
      String arguments, String paths) {
    Wire wire =
        Wire.of(Tool.named("t").input(Order.class).handler((in, call) -> "ran " + in.name()));
    Answer answer = wire.call("t", arguments);
    assertThat(answer.isError()).as("%s", answer.response).isTrue();
    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.text()).startsWith("Invalid arguments for t").doesNotContain("ran");
    assertThat(answer.text()).contains(paths.split(" "));
  }

  @Test
  void a_tool_without_arguments_refuses_any() {
    assertThat(noArguments().call("t", "{'a':1}").isError()).isTrue();
    assertThat(noArguments().ask("tools/call", q("{'name':'t'}")).text()).isEqualTo("x");
  }

  @Test
  void a_flood_of_violations_is_cut_off() {
    Wire wire =
        Wire.of(
            Tool.named("t")
                .input(
                    Wire.json(
                        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string'}}}}"))
                .handler((in, call) -> ""));
    String text = wire.call("t", "{'a':" + "1,".repeat(500).replaceFirst("^", "[") + "1]}").text();
    assertThat(text.lines().count()).isLessThan(30);
    assertThat(text).contains("/a/0", "more");
  }

  @Test
  void what_the_schema_lets_pass_and_the_type_does_not_names_the_place() {
    Wire wire = Wire.of(Tool.named("t").input(When.class).handler((in, call) -> in.day()));
    Answer answer = wire.call("t", "{'day':'someday'}");
    assertThat(answer.isError()).isTrue();
    assertThat(answer.text()).contains("/day").doesNotContain("ToolArgumentsTest", "java.time");
  }

  @Test
  void a_record_says_itself_what_is_wrong_and_nothing_else_leaks() {
    Wire wire = Wire.of(Tool.named("t").input(Even.class).handler((in, call) -> "ok"));
    assertThat(wire.call("t", "{'n':2}").text()).isEqualTo("ok");
    assertThat(wire.call("t", "{'n':3}").text()).contains("n must be even, was 3");
    Answer odd = wire.call("t", "{'n':4}");
    assertThat(odd.isError()).isTrue();
    assertThat(odd.text()).doesNotContain("Index", "ToolArgumentsTest", "Exception");
  }

  private static Wire noArguments() {
    return Wire.of(Tool.named("t").handler((in, call) -> "x"));
  }
}
