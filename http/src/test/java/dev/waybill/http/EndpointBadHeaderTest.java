package dev.waybill.http;

import static dev.waybill.protocol.Headers.METHOD;
import static dev.waybill.protocol.Headers.NAME;
import static dev.waybill.protocol.Headers.PROTOCOL_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.MetaKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointBadHeaderTest extends EndpointProof {
  private static final EndpointMessage TOOL = EndpointMessage.call("echo", "{\"text\":\"x\"}");
  private static final EndpointMessage PROMPT =
      EndpointMessage.of("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"name\":\"you\"}}");
  private static final EndpointMessage RESOURCE =
      EndpointMessage.of("resources/read", "{\"uri\":\"memo://one\"}");
  private static final EndpointMessage PLACE =
      EndpointMessage.call("place", "{\"region\":\"north\",\"priority\":42,\"dryRun\":true}")
          .header("Mcp-Param-Region", "north")
          .header("Mcp-Param-Priority", "42")
          .header("Mcp-Param-Dry-Run", "true");

  static Stream<Case> standard_headers() {
    return Stream.of(
        wrong("no version", TOOL.without(PROTOCOL_VERSION), PROTOCOL_VERSION, "2026-07-28"),
        wrong("empty version", TOOL.header(PROTOCOL_VERSION, ""), PROTOCOL_VERSION, "2026-07-28"),
        wrong("version twice", TOOL.also(PROTOCOL_VERSION, "2026-07-28"), PROTOCOL_VERSION),
        wrong("version with a blank", TOOL.header(PROTOCOL_VERSION, "2026 07"), "'2026 07'"),
        wrong(
            "another version in the body only",
            TOOL.meta(meta -> meta.put(MetaKeys.PROTOCOL_VERSION, "2025-11-25")),
            PROTOCOL_VERSION,
            "'2026-07-28'",
            "'2025-11-25'"),
        wrong("no method", TOOL.without(METHOD), METHOD, "'tools/call'"),
        wrong("empty method", TOOL.header(METHOD, ""), METHOD, "''", "'tools/call'"),
        wrong("another method", TOOL.header(METHOD, "tools/list"), "tools/list", "tools/call"),
        wrong("method in capitals", TOOL.header(METHOD, "Tools/Call"), "Tools/Call", "tools/call"),
        wrong("method twice", TOOL.also(METHOD, "tools/call"), METHOD, "'tools/call'"),
        wrong("no tool", TOOL.without(NAME), NAME, "'echo'"),
        wrong("another tool", TOOL.header(NAME, "fail"), NAME, "'fail'", "'echo'"),
        wrong("empty tool", TOOL.header(NAME, ""), NAME, "''", "'echo'"),
        wrong("tool twice", TOOL.also(NAME, "echo"), NAME, "'echo, echo'", "'echo'"),
        wrong("tool in capitals", TOOL.header(NAME, "Echo"), NAME, "'Echo'", "'echo'"),
        wrong("encoded other tool", TOOL.header(NAME, base64("fail")), NAME, "'fail'", "'echo'"),
        wrong("broken encoding", TOOL.header(NAME, "=?base64?ZWNobw?="), NAME, "ZWNobw", "'echo'"),
        wrong("no Base64", TOOL.header(NAME, "=?base64?$$$$?="), NAME, "$$$$", "'echo'"),
        wrong("encoded non-UTF-8", TOOL.header(NAME, "=?base64?/w==?="), NAME, "/w==", "'echo'"),
        wrong("encoding in capitals", TOOL.header(NAME, "=?BASE64?ZWNobw==?="), NAME, "'echo'"),
        wrong("a raw byte", TOOL.header(NAME, "\u00e9cho"), NAME, "'echo'"),
        wrong("no prompt", PROMPT.without(NAME), NAME, "'greet'"),
        wrong("another prompt", PROMPT.header(NAME, "asking"), NAME, "'asking'", "'greet'"),
        wrong("no resource", RESOURCE.without(NAME), NAME, "'memo://one'"),
        wrong(
            "another resource",
            RESOURCE.header(NAME, "memo://two"),
            NAME,
            "'memo://two'",
            "'memo://one'"));
  }

  static Stream<Case> headers_of_parameters() {
    String region = "Mcp-Param-Region";
    String priority = "Mcp-Param-Priority";
    String dryRun = "Mcp-Param-Dry-Run";
    return Stream.of(
        wrong("no string", PLACE.without(region), region, "'north'"),
        wrong("another string", PLACE.header(region, "south"), region, "'south'", "'north'"),
        wrong("string in capitals", PLACE.header(region, "North"), region, "'North'", "'north'"),
        wrong("encoded other", PLACE.header(region, base64("süd")), region, "'süd'", "'north'"),
        wrong("broken encoding", PLACE.header(region, "=?base64?x?="), region, "x", "'north'"),
        wrong("a raw byte", PLACE.header(region, "n\u00f6rth"), region, "'north'"),
        wrong("twice", PLACE.also(region, "north"), region, "'north, north'", "'north'"),
        wrong("no integer", PLACE.without(priority), priority, "'42'"),
        wrong("another integer", PLACE.header(priority, "43"), priority, "'43'", "'42'"),
        wrong("a hair off", PLACE.header(priority, "42.0000001"), priority, "'42.0000001'", "'42'"),
        wrong("no number", PLACE.header(priority, "many"), priority, "'many'", "'42'"),
        wrong("empty number", PLACE.header(priority, ""), priority, "''", "'42'"),
        wrong("a huge number", PLACE.header(priority, "1e999999999"), priority, "'42'"),
        wrong("a negative number", PLACE.header(priority, "-42"), priority, "'-42'", "'42'"),
        wrong("no boolean", PLACE.without(dryRun), dryRun, "'true'"),
        wrong("another boolean", PLACE.header(dryRun, "false"), dryRun, "'false'", "'true'"),
        wrong("boolean in capitals", PLACE.header(dryRun, "TRUE"), dryRun, "'TRUE'", "'true'"),
        wrong(
            "a header without its argument",
            EndpointMessage.call("place", "{\"region\":\"north\"}")
                .header(region, "north")
                .header(priority, "1"),
            priority,
            "'1'",
            "absent"),
        wrong(
            "a header whose argument is null",
            EndpointMessage.call("place", "{\"region\":null}").header(region, "north"),
            region,
            "'north'",
            "absent"));
  }

  @ParameterizedTest
  @MethodSource({"standard_headers", "headers_of_parameters"})
  void a_header_that_is_missing_malformed_or_different_is_named_with_both_values(Case c)
      throws IOException {
    refused(c);
  }

  @Test
  void headers_that_say_the_same_in_another_form_are_taken() throws IOException {
    for (EndpointMessage good :
        new EndpointMessage[] {
          PLACE,
          PLACE.header("Mcp-Param-Priority", "42.0"),
          PLACE.header("MCP-PARAM-REGION", base64("north")),
          TOOL.header(NAME, base64("echo")),
          EndpointMessage.of("tools/list", "{}").header(NAME, "of no use here")
        }) {
      for (Wired.Response answer : answers(good)) {
        assertThat(result(answer).path("isError").asBoolean(false)).isFalse();
      }
    }
    // HTTP/1.1 alone allows blanks around a value.
    EndpointMessage spaced = PLACE.header("Mcp-Param-Region", "  north\t");
    assertThat(result(http1(spaced)).path("isError").asBoolean(false)).isFalse();
  }

  private static String base64(String text) {
    return "=?base64?"
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "?=";
  }

  private static Case wrong(String name, EndpointMessage message, String... words) {
    return new Case(name, message, 400, -32020, Id.NAMED, words);
  }
}
