package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Annotations;
import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ReadResourceResult;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.protocol.Role;
import dev.waybill.server.Wire.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ResourcesTest {
  record Order(int id, Optional<String> view) {}

  private static Answer read(Object value) {
    return Wire.of(Resource.at("test:a").mimeType("text/markdown").handler(call -> value))
        .ask("resources/read", q("{'uri':'test:a'}"));
  }

  @Test
  void values_become_contents() {
    assertThat(read("# hi").result().get("contents"))
        .isEqualTo(
            Json.mapper()
                .readTree(q("[{'uri':'test:a','mimeType':'text/markdown','text':'# hi'}]")));
    assertThat(read(new byte[] {0, -1}).result().get("contents"))
        .isEqualTo(
            Json.mapper()
                .readTree(q("[{'uri':'test:a','mimeType':'text/markdown','blob':'AP8='}]")));
    assertThat(
            read(List.of(
                    ResourceContents.text("test:a/1", "x/y", "1"),
                    ResourceContents.blob("test:a/2", "x/z", new byte[0])))
                .result()
                .get("contents"))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    q(
                        "[{'uri':'test:a/1','mimeType':'x/y','text':'1'},"
                            + "{'uri':'test:a/2','mimeType':'x/z','blob':''}]")));
    Wire untyped = Wire.of(Resource.at("test:a").handler(call -> "x"));
    assertThat(
            untyped
                .ask("resources/read", q("{'uri':'test:a'}"))
                .result()
                .at("/contents/0/mimeType")
                .stringValue())
        .isEqualTo("text/plain");
  }

  @Test
  void a_result_of_its_own_keeps_hints_and_meta() {
    JsonNode result =
        read(new ReadResourceResult(
                List.of(ResourceContents.text("test:a", "x/y", "1")),
                9,
                CacheScope.PUBLIC,
                Map.of("com.example/k", Json.mapper().readTree("1"))))
            .result();
    assertThat(result.get("ttlMs").longValue()).isEqualTo(9);
    assertThat(result.get("cacheScope").stringValue()).isEqualTo("public");
    assertThat(result.at("/_meta/com.example~1k").intValue()).isEqualTo(1);
  }

  @Test
  void what_is_no_content_fails_safely() {
    for (Object odd :
        Arrays.asList(
            null,
            5,
            List.of("x"),
            Map.of(),
            new ReadResourceResult(List.of(), -1, CacheScope.PUBLIC, Map.of()))) {
      Answer answer = read(odd);
      assertThat(answer.errorCode()).as("%s", odd).isEqualTo(-32603);
      assertThat(answer.status).isEqualTo(500);
    }
    Answer thrown =
        Wire.of(
                Resource.at("test:a")
                    .handler(call -> {
                      throw new java.io.IOException("/etc/secret");
                    }))
            .ask("resources/read", q("{'uri':'test:a'}"));
    assertThat(thrown.errorCode()).isEqualTo(-32603);
    assertThat(thrown.errorText()).doesNotContain("secret").contains("test:a");
  }

  @Test
  void not_found_is_for_handlers_too() {
    Wire wire =
        Wire.of(
            ResourceTemplate.at("test:{id}")
                .handler((in, call) -> {
                  throw Resource.notFound("test:" + in.get("id"));
                }));
    Answer answer = wire.ask("resources/read", q("{'uri':'test:7'}"));
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.error().get("data")).isEqualTo(Wire.json("{'uri':'test:7'}"));
  }

  @Test
  void a_resource_goes_before_a_template_and_templates_go_by_name() {
    Wire wire =
        Wire.of(
            ResourceTemplate.at("test:{x}").handler((in, call) -> "any " + in.get("x")),
            ResourceTemplate.at("test:a{x}").handler((in, call) -> "a " + in.get("x")),
            Resource.at("test:ab").handler(call -> "exact"));
    assertThat(text(wire, "test:ab")).isEqualTo("exact");
    assertThat(text(wire, "test:ac")).isEqualTo("a c");
    assertThat(text(wire, "test:b")).isEqualTo("any b");
    assertThat(wire.ask("resources/read", q("{'uri':'test:b/c'}")).errorCode()).isEqualTo(-32602);
  }

  private static String text(Wire wire, String uri) {
    return wire.ask("resources/read", q("{'uri':'" + uri + "'}"))
        .result()
        .at("/contents/0/text")
        .stringValue();
  }

  @Test
  void variables_are_converted_and_what_cannot_be_is_refused() {
    Wire wire =
        Wire.of(
            ResourceTemplate.at("orders:{id}{?view}")
                .input(Order.class)
                .cache(Duration.ofSeconds(3), CacheScope.PUBLIC)
                .handler((in, call) -> in.id() + 1 + in.view().orElse("-")));
    assertThat(text(wire, "orders:41?view=full")).isEqualTo("42full");
    assertThat(text(wire, "orders:41")).isEqualTo("42-");
    Answer odd = wire.ask("resources/read", q("{'uri':'orders:x'}"));
    assertThat(odd.errorCode()).isEqualTo(-32602);
    assertThat(odd.errorText()).contains("orders:x", "/id").doesNotContain("ResourcesTest");
    assertThat(
            wire.ask("resources/read", q("{'uri':'orders:41'}")).result().get("ttlMs").intValue())
        .isEqualTo(3000);
  }

  @Test
  void definitions_hold_all_that_was_given_and_no_nulls() {
    Wire wire =
        Wire.of(
            Resource.at("test:bare").handler(call -> ""),
            Resource.at("test:full")
                .name("n")
                .title("t")
                .description("d")
                .mimeType("x/y")
                .size(7)
                .icon(Icon.of("data:,"))
                .annotations(new Annotations(List.of(Role.USER), 0.5, "2026-07-28T00:00:00Z"))
                .meta("a/b", Json.mapper().readTree("{}"))
                .handler(call -> ""),
            ResourceTemplate.at("test:{x}/bare").handler((in, call) -> ""));
    assertThat(wire.ask("resources/list", "{}").result().get("resources"))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    q(
                        "[{'uri':'test:bare','name':'test:bare'},{'uri':'test:full','name':'n',"
                            + "'title':'t','description':'d','mimeType':'x/y','size':7,"
                            + "'icons':[{'src':'data:,'}],'annotations':{'audience':['user'],"
                            + "'priority':0.5,'lastModified':'2026-07-28T00:00:00Z'},"
                            + "'_meta':{'a/b':{}}}]")));
    assertThat(wire.ask("resources/templates/list", "{}").result().get("resourceTemplates"))
        .isEqualTo(
            Json.mapper().readTree(q("[{'uriTemplate':'test:{x}/bare','name':'test:{x}/bare'}]")));
  }

  @Test
  void a_long_uri_does_not_make_a_long_refusal() {
    Answer answer =
        Wire.of().ask("resources/read", q("{'uri':'test:" + "x".repeat(500_000) + "'}"));
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.errorText().length()).isLessThan(500);
  }
}
