package dev.waybill.legacy;

import static dev.waybill.legacy.Peer.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Annotations;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.protocol.Role;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import dev.waybill.server.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything the server sends has only members that the revision of its session knows. */
@Timeout(60)
class ShapesTest {
  record Found(int count) {}

  private static final JsonNode META = Json.mapper().createObjectNode().put("a", 1);
  private static final Map<String, JsonNode> METAS = Map.of("com.example/m", META);
  private static final Icon ICON = Icon.of("https://example.com/i.png");
  private static final Annotations HINTS =
      new Annotations(List.of(Role.USER), 0.5, "2026-01-01T00:00:00Z");

  private static final List<ContentBlock> BLOCKS =
      List.of(
          new ContentBlock.TextContent("t", HINTS, METAS),
          new ContentBlock.ImageContent(new byte[] {1}, "image/png", HINTS, METAS),
          new ContentBlock.AudioContent(new byte[] {1}, "audio/wav", HINTS, METAS),
          new ContentBlock.ResourceLink(
              "test:l", "link", "Link", "d", "text/plain", 1L, List.of(ICON), HINTS, METAS),
          new ContentBlock.EmbeddedResource(contents(), HINTS, METAS));

  private final Workers workers = new Workers();
  private final HttpEndpoint endpoint = workers.start(ShapesTest::everything);

  private static ResourceContents contents() {
    return new ResourceContents.TextResourceContents("test:c", "text/plain", "c", METAS);
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) Json.mapper().readTree(q(json));
  }

  private static void everything(McpServer.Builder builder) {
    builder
        .title("Title")
        .description("Description")
        .website("https://example.com")
        .icon(ICON)
        .instructions("Instructions")
        .add(
            Tool.named("blocks")
                .title("Blocks")
                .description("d")
                .icon(ICON)
                .meta("com.example/m", META)
                .destructive()
                .input(
                    object(
                        "{'type':'object','properties':{'region':{'type':'string',"
                            + "'x-mcp-header':'Region'}}}"))
                .handler((in, call) -> new CallToolResult(BLOCKS, null, false, METAS)))
        .add(Tool.named("object").output(Found.class).handler((in, call) -> new Found(3)))
        .add(
            Tool.named("list")
                .output(object("{'type':'array','items':{'type':'integer'}}"))
                .handler((in, call) -> List.of(1, 2)))
        .add(
            Resource.at("test:rich")
                .name("rich")
                .title("Rich")
                .description("d")
                .mimeType("text/plain")
                .size(1)
                .annotations(HINTS)
                .icon(ICON)
                .meta("com.example/m", META)
                .handler(call -> contents()))
        .add(
            ResourceTemplate.at("rich:{id}")
                .name("rich")
                .title("Rich")
                .annotations(HINTS)
                .icon(ICON)
                .meta("com.example/m", META)
                .handler((in, call) -> "x"))
        .add(
            Prompt.named("rich")
                .title("Rich")
                .icon(ICON)
                .meta("com.example/m", META)
                .argument("a", "d", false)
                .complete("a", (value, known, who) -> List.of("b"))
                .handler((in, call) ->
                    new GetPromptResult(
                        "d",
                        BLOCKS.stream().map(block -> new PromptMessage(Role.USER, block)).toList(),
                        METAS)));
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void results_have_what_the_revision_knows_and_nothing_else(String version) throws Exception {
    Shapes shapes = new Shapes(version);
    JsonNode initialized = Peer.of(endpoint).ask(Peer.initialize(version, "{}")).get("result");
    assertThat(shapes.strays("InitializeResult", initialized)).isEmpty();
    Peer session = Peer.of(endpoint).opened(version, "{}");
    String[][] requests = {
      {"tools/list", "{}", "ListToolsResult"},
      {"resources/list", "{}", "ListResourcesResult"},
      {"resources/templates/list", "{}", "ListResourceTemplatesResult"},
      {"prompts/list", "{}", "ListPromptsResult"},
      {"resources/read", "{'uri':'test:rich'}", "ReadResourceResult"},
      {"resources/read", "{'uri':'test:a'}", "ReadResourceResult"},
      {"prompts/get", "{'name':'rich'}", "GetPromptResult"},
      {"tools/call", "{'name':'blocks'}", "CallToolResult"},
      {"tools/call", "{'name':'object'}", "CallToolResult"},
      {"tools/call", "{'name':'list'}", "CallToolResult"},
      {"tools/call", "{'name':'echo','arguments':{'text':'x'}}", "CallToolResult"},
      {"tools/call", "{'name':'echo','arguments':{}}", "CallToolResult"},
      {
        "completion/complete",
        "{'ref':{'type':'ref/prompt','name':'rich'},'argument':{'name':'a','value':''}}",
        "CompleteResult"
      },
    };
    for (String[] request : requests) {
      JsonNode response = session.ask(Peer.request(1, request[0], request[1]));
      assertThat(response.propertyNames()).containsExactly("jsonrpc", "id", "result");
      assertThat(shapes.strays(request[2], response.get("result")))
          .as(request[0] + " " + response)
          .isEmpty();
      assertThat(response.toString())
          .doesNotContain("resultType", "ttlMs", "cacheScope", "x-mcp-header", "serverInfo");
    }
  }

  @Test
  void what_a_revision_does_not_know_is_told_in_another_way() throws Exception {
    JsonNode content = blocks("2024-11-05");
    assertThat(content.at("/2/type").stringValue()).isEqualTo("resource");
    assertThat(content.at("/2/resource/blob").stringValue()).isEqualTo("AQ==");
    assertThat(content.at("/2/resource/mimeType").stringValue()).isEqualTo("audio/wav");
    assertThat(content.at("/3/text").stringValue()).isEqualTo("link: test:l");
    assertThat(blocks("2025-03-26").at("/2/type").stringValue()).isEqualTo("audio");
    assertThat(blocks("2025-06-18").at("/3/type").stringValue()).isEqualTo("resource_link");
  }

  private JsonNode blocks(String version) throws Exception {
    return Peer.of(endpoint)
        .opened(version, "{}")
        .ask(Peer.call(1, "blocks", "{}"))
        .at("/result/content");
  }

  @Test
  void values_that_are_no_objects_are_text_alone() throws Exception {
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    JsonNode list = session.ask(Peer.call(1, "list", "{}")).get("result");
    assertThat(list).hasToString(q("{'content':[{'type':'text','text':'[1,2]'}]}"));
    JsonNode object = session.ask(Peer.call(1, "object", "{}")).get("result");
    assertThat(object.get("structuredContent")).hasToString(q("{'count':3}"));
    Peer older = Peer.of(endpoint).opened("2025-03-26", "{}");
    JsonNode text = older.ask(Peer.call(1, "object", "{}")).get("result");
    assertThat(text.propertyNames()).containsExactly("content");
    assertThat(text.at("/content/0/text").stringValue()).isEqualTo(q("{'count':3}"));
  }

  @Test
  void the_table_of_shapes_finds_what_does_not_belong() {
    JsonNode tools = object("{'tools':[{'name':'t','icons':[{'url':'x'}],'annotations':{}}]}");
    assertThat(new Shapes("2024-11-05").strays("ListToolsResult", tools))
        .containsExactly("Tool has annotations", "Tool has icons", "Tool lacks inputSchema");
    assertThat(new Shapes("2025-11-25").strays("ListToolsResult", tools))
        .containsExactly("Icon has url", "Icon lacks src", "Tool lacks inputSchema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void errors_have_the_codes_of_the_revision(String version) throws Exception {
    Peer session = Peer.of(endpoint).opened(version, "{}");
    JsonNode missing = session.ask(Peer.request(1, "resources/read", "{'uri':'test:none'}"));
    assertThat(missing.at("/error/code").intValue()).isEqualTo(-32002);
    assertThat(missing.at("/error/data/uri").stringValue()).isEqualTo("test:none");
    assertThat(code(session, "tools/call", "{'name':'none'}")).isEqualTo(-32602);
    assertThat(code(session, "prompts/get", "{'name':'none'}")).isEqualTo(-32602);
    assertThat(code(session, "resources/read", "{}")).isEqualTo(-32602);
    assertThat(code(session, "no/such", "{}")).isEqualTo(-32601);
  }

  private static int code(Peer session, String method, String params) throws Exception {
    return session.ask(Peer.request(1, method, params)).at("/error/code").intValue();
  }
}
