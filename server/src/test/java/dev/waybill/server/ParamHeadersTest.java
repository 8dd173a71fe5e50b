package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.server.Wire.Answer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamHeadersTest {
  private static final Tool TOOL =
      Tool.named("t")
          .input(
              Wire.json(
                  """
                  {'type':'object','properties':{
                    's':{'type':'string','x-mcp-header':'Text'},
                    'i':{'type':'integer','x-mcp-header':'Count'},
                    'b':{'type':'boolean','x-mcp-header':'Flag'},
                    'o':{'type':'object','properties':{
                      'x-mcp-header':{'type':'object','properties':{
                        'deep':{'type':'string','x-mcp-header':'Deep'}}}}},
                    'plain':{'type':'string'}}}
                  """))
          .handler((in, call) -> "ok");

  private final Wire wire = Wire.of(TOOL);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "{'s':'us-west1'}          | Text=us-west1",
        "{'s':''}                  | Text=",
        "{'s':''}                  | Text==?base64??=",
        "{'s':'Hello, 世界'}       | Text==?base64?SGVsbG8sIOS4lueVjA==?=",
        "{'s':'=?base64?x'}        | Text==?base64?x",
        "{}                        |",
        "{'i':42}                  | Count=42",
        "{'i':42}                  | Count=42.0",
        "{'i':42.0}                | Count=42",
        "{'i':42}                  | Count=4.2e1",
        "{'i':-7}                  | Count=-7",
        "{'i':0}                   | Count=-0",
        "{'i':42}                  | Count==?base64?NDI=?=",
        "{'i':9007199254740991}    | Count=9007199254740991",
        "{'i':-9007199254740991}   | Count=-9007199254740991",
        "{'b':true}                | Flag=true",
        "{'b':false}               | Flag=false",
        "{'o':{'x-mcp-header':{'deep':'d'}}} | Deep=d",
        "{'o':{'x-mcp-header':{}}} |",
        "{'o':{}}                  |",
        "{'plain':'x'}             | Unknown=whatever"
      })
  void headers_that_equal_their_arguments_pass(String arguments, String header) {
    assertThat(call(arguments, header).text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'s':'a'}                |                  | Mcp-Param-Text",
        "{'s':'a'}                | Text=b           | 'b'",
        "{'s':'a'}                | Text=A           | 'A'",
        "{'s':'a'}                | Text==?base64?YQ?= | not a valid encoding",
        "{'s':'a'}                | Text=caf\u00e9   | not a valid encoding",
        "{'s':null}               | Text=null        | absent",
        "{}                       | Text=            | absent",
        "{'i':42}                 | Count=43         | '43'",
        "{'i':42}                 | Count=0x2a       | '0x2a'",
        "{'i':42}                 | Count=           | does not match",
        "{'i':42}                 | Count=42,42      | does not match",
        "{'i':42}                 | Count=NaN        | does not match",
        "{'i':42}                 | Count=1e999999999 | does not match",
        "{'i':42}                 | Count=4200000000000000000000000000000000e-32 | does not match",
        "{'i':9007199254740992}   | Count=9007199254740992 | does not match",
        "{'i':1e999999999}        | Count=1e999999999 | does not match",
        "{'b':true}               | Flag=True        | does not match",
        "{'b':true}               | Flag=1           | does not match",
        "{'o':{'x-mcp-header':{'deep':'d'}}} |       | Mcp-Param-Deep",
        "{'s':{'a':1}}            | Text={\"a\":1}   | does not match",
        "{'s':['a']}              | Text=a           | does not match"
      })
  void headers_that_differ_from_their_arguments_are_refused(
      String arguments, String header, String said) {
    Answer answer = call(arguments, header);
    assertThat(answer.errorCode()).as("%s", answer.response).isEqualTo(-32020);
    assertThat(answer.errorText()).contains(said);
    assertThat(answer.status).isEqualTo(400);
  }

  @Test
  void a_null_needs_no_header() {
    // The schema has its own opinion of null; the door has none.
    assertThat(call("{'s':null}", null).isError()).isTrue();
  }

  @Test
  void without_a_header_layer_there_is_nothing_to_check() {
    assertThat(wire.call("t", "{'s':'a'}").text()).isEqualTo("ok");
  }

  @Test
  void the_refusal_does_not_grow_with_the_value() {
    Answer answer = call("{'s':'%s'}".formatted("v".repeat(100_000)), "Text=" + "w".repeat(5000));
    assertThat(answer.errorText().length()).isLessThan(1000);
  }

  @Test
  void a_hidden_tool_is_unknown_whatever_its_headers() {
    Wire hidden =
        new Wire(McpServer.builder("t", "1").policy((who, what) -> false).add(TOOL).build());
    Answer answer =
        hidden.http(
            Wire.request(1, "tools/call", q("{'name':'t','arguments':{'s':'a'}}")), Map.of());
    assertThat(answer.errorText()).isEqualTo("Unknown tool: t");
  }

  private Answer call(String arguments, @Nullable String header) {
    Map<String, String> headers = new TreeMap<>();
    if (header != null) {
      int equals = header.indexOf('=');
      headers.put("mcp-param-" + header.substring(0, equals), header.substring(equals + 1));
    }
    return wire.http(
        Wire.request(1, "tools/call", q("{'name':'t','arguments':%s}".formatted(arguments))),
        Map.copyOf(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':{'type':'string','x-mcp-header':''}}",
        "{'a':{'type':'string','x-mcp-header':'a b'}}",
        "{'a':{'type':'string','x-mcp-header':'a:b'}}",
        "{'a':{'type':'string','x-mcp-header':'a\\nb'}}",
        "{'a':{'type':'string','x-mcp-header':'é'}}",
        "{'a':{'type':'string','x-mcp-header':5}}",
        "{'a':{'type':'string','x-mcp-header':null}}",
        "{'a':{'type':'number','x-mcp-header':'N'}}",
        "{'a':{'type':'object','x-mcp-header':'N'}}",
        "{'a':{'type':'array','x-mcp-header':'N'}}",
        "{'a':{'x-mcp-header':'N'}}",
        "{'a':{'type':'string','x-mcp-header':'N'},'b':{'type':'string','x-mcp-header':'n'}}",
        "{'a':{'type':'array','items':{'type':'string','x-mcp-header':'N'}}}",
        "{'a':{'anyOf':[{'type':'string','x-mcp-header':'N'}]}}",
        "{'a':{'not':{'type':'string','x-mcp-header':'N'}}}",
        "{'a':{'if':{'properties':{'c':{'type':'string','x-mcp-header':'N'}}}}}",
        "{'a':{'$ref':'#/properties/a/$defs/d','$defs':{'d':{'type':'string','x-mcp-header':'N'}}}}",
        "{'a':{'additionalProperties':{'type':'string','x-mcp-header':'N'}}}",
        "{'a':{'patternProperties':{'x':{'type':'string','x-mcp-header':'N'}}}}",
        "{'a':{'prefixItems':[{'type':'string','x-mcp-header':'N'}]}}"
      })
  void a_misused_annotation_is_refused_when_the_tool_is_made(String properties) {
    var schema = Wire.json("{'type':'object','properties':%s}".formatted(properties));
    assertThatThrownBy(() -> Tool.named("bad.one").input(schema).handler((in, call) -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tool \"bad.one\"")
        .hasMessageContaining("x-mcp-header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'x-mcp-header':{'type':'string'}}",
        "{'a':{'const':{'x-mcp-header':1}}}",
        "{'a':{'enum':[{'x-mcp-header':1}]}}",
        "{'a':{'default':{'x-mcp-header':1}}}"
      })
  void data_that_looks_like_an_annotation_is_none(String properties) {
    var schema = Wire.json("{'type':'object','properties':%s}".formatted(properties));
    assertThat(Tool.named("t").input(schema).handler((in, call) -> "").id()).isEqualTo("t");
  }
}
