package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestMetaTest {
  private static final String VERSION =
      "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
  private static final String CAPABILITIES = "\"io.modelcontextprotocol/clientCapabilities\":{}";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "{'io.modelcontextprotocol/clientCapabilities':{}} | protocolVersion",
        "{'io.modelcontextprotocol/protocolVersion':'2026-07-28'} | clientCapabilities",
        "{V:1,C:{}} | protocolVersion",
        "{V:null,C:{}} | protocolVersion",
        "{V:['2026-07-28'],C:{}} | protocolVersion",
        "{V:'2026-07-28',C:[]} | clientCapabilities",
        "{V:'2026-07-28',C:null} | clientCapabilities",
        "{V:'2026-07-28',C:'{}'} | clientCapabilities",
        "{V:'2026-07-28',C:{'elicitation':true}} | elicitation",
        "{V:'2026-07-28',C:{'sampling':[]}} | sampling",
        "{V:'2026-07-28',C:{'roots':null}} | roots",
        "{V:'2026-07-28',C:{'extensions':'x'}} | extensions",
        "{V:'2026-07-28',C:{'experimental':1}} | experimental",
        "{V:'2026-07-28',C:{},I:'me'} | clientInfo",
        "{V:'2026-07-28',C:{},I:{}} | clientInfo",
        "{V:'2026-07-28',C:{},I:{'name':'a'}} | clientInfo",
        "{V:'2026-07-28',C:{},I:{'name':'a','version':1}} | clientInfo",
        "{V:'2026-07-28',C:{},I:null} | clientInfo",
        "{V:'2026-07-28',C:{},L:'INFO'} | logLevel",
        "{V:'2026-07-28',C:{},L:'trace'} | logLevel",
        "{V:'2026-07-28',C:{},L:7} | logLevel",
        "{V:'2026-07-28',C:{},L:null} | logLevel",
        "{V:'2026-07-28',C:{},'progressToken':1.5} | progressToken",
        "{V:'2026-07-28',C:{},'progressToken':{}} | progressToken",
        "{V:'2026-07-28',C:{},'progressToken':null} | progressToken"
      })
  void a_missing_or_malformed_member_is_refused_by_name(String meta, String member) {
    McpException refused =
        catchThrowableOfType(McpException.class, () -> RequestMeta.of(tree(meta)));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
    assertThat(refused.text()).contains(member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"x\"", "1"})
  void meta_itself_must_be_an_object(String meta) {
    assertThat(catchThrowableOfType(McpException.class, () -> RequestMeta.of(tree(meta))).text())
        .contains("_meta");
    assertThat(catchThrowableOfType(McpException.class, () -> RequestMeta.of(null)).text())
        .contains("_meta is missing");
  }

  @Test
  void the_least_meta_has_version_and_capabilities() {
    RequestMeta meta = RequestMeta.of(tree("{" + VERSION + "," + CAPABILITIES + "}"));
    assertThat(meta.protocolVersion()).isEqualTo("2026-07-28");
    assertThat(meta.clientInfo()).isEmpty();
    assertThat(meta.logLevel()).isNull();
    assertThat(meta.progressToken()).isNull();
    assertThat(meta.traceparent()).isEmpty();
  }

  @Test
  void everything_is_read_and_foreign_keys_are_kept() {
    RequestMeta meta =
        RequestMeta.of(
            tree(
                "{V:'2026-07-28',C:{'roots':{}},L:'warning',I:{'name':'n','version':'v','icons':[],"
                    + "'later':1},'progressToken':'p','traceparent':'00-a-b-01','com.example/k':[1]}"));
    assertThat(meta.logLevel()).isEqualTo(LoggingLevel.WARNING);
    assertThat(meta.progressToken()).isEqualTo(new RequestId.Text("p"));
    assertThat(meta.clientInfo()).contains(new Implementation("n", "v"));
    assertThat(meta.traceparent()).contains("00-a-b-01");
    assertThat(meta.json().path("com.example/k").toString()).isEqualTo("[1]");
  }

  @Test
  void client_info_with_odd_extras_still_tells_name_and_version() {
    RequestMeta meta =
        RequestMeta.of(tree("{V:'x',C:{},I:{'name':'n','version':'v','icons':'none'}}"));
    assertThat(meta.clientInfo()).contains(new Implementation("n", "v"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "{}                                  | false | false | false | false | false | false",
        "{'elicitation':{}}                  | true  | false | false | false | false | false",
        "{'elicitation':{'form':{}}}         | true  | false | false | false | false | false",
        "{'elicitation':{'url':{}}}          | false | true  | false | false | false | false",
        "{'elicitation':{'form':{},'url':{}}}| true  | true  | false | false | false | false",
        "{'sampling':{}}                     | false | false | true  | false | false | false",
        "{'sampling':{'tools':{}}}           | false | false | true  | true  | false | false",
        "{'sampling':{'context':{}}}         | false | false | true  | false | true  | false",
        "{'roots':{}}                        | false | false | false | false | false | true",
        "{'roots':{'listChanged':true}}      | false | false | false | false | false | true"
      })
  void capabilities_are_what_was_declared(
      String json,
      boolean form,
      boolean url,
      boolean sampling,
      boolean tools,
      boolean context,
      boolean roots) {
    var client = new ClientCapabilities((tools.jackson.databind.node.ObjectNode) tree(json));
    assertThat(client.elicitationForm()).isEqualTo(form);
    assertThat(client.elicitationUrl()).isEqualTo(url);
    assertThat(client.sampling()).isEqualTo(sampling);
    assertThat(client.samplingTools()).isEqualTo(tools);
    assertThat(client.samplingContext()).isEqualTo(context);
    assertThat(client.roots()).isEqualTo(roots);
  }

  @Test
  void an_extension_counts_when_its_settings_are_an_object() {
    var client =
        new ClientCapabilities(
            (tools.jackson.databind.node.ObjectNode)
                tree("{'extensions':{'a/b':{},'a/c':true,'a/d':null}}"));
    assertThat(client.extension("a/b")).isPresent();
    assertThat(client.extension("a/c")).isEmpty();
    assertThat(client.extension("a/d")).isEmpty();
    assertThat(client.extension("a/e")).isEmpty();
  }

  private static JsonNode tree(String text) {
    String json =
        text.replace("V:", "'io.modelcontextprotocol/protocolVersion':")
            .replace("C:", "'io.modelcontextprotocol/clientCapabilities':")
            .replace("I:", "'io.modelcontextprotocol/clientInfo':")
            .replace("L:", "'io.modelcontextprotocol/logLevel':")
            .replace('\'', '"');
    return Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
