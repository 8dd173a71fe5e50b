package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ResultWriterTest {
  private static final RequestId ID = new RequestId.Whole(7);
  private static final Map<String, JsonNode> META =
      Map.of("a/b", Json.mapper().readTree("{\"x\":[1,null,\"é\"]}"));

  static Stream<Result> results() {
    Annotations annotations = new Annotations(List.of(Role.USER), 0.5, "2026-07-28T00:00:00Z");
    return Stream.of(
        CallToolResult.text("plain"),
        CallToolResult.text("quotes \" \\ and \u0001 ✓ 😀"),
        CallToolResult.error("failed"),
        CallToolResult.of(),
        CallToolResult.structured(Json.mapper().readTree("{\"a\":[1,2.50,{}]}")),
        CallToolResult.structured(Json.mapper().readTree("null")),
        CallToolResult.text("with meta")
            .withMeta("a/b", META.get("a/b"))
            .withMeta("c/d", META.get("a/b")),
        CallToolResult.of(
            ContentBlock.text("one"),
            new ContentBlock.TextContent("annotated", annotations, Map.of()),
            new ContentBlock.TextContent("noted", null, META),
            ContentBlock.image(new byte[] {1, 2, 3}, "image/png"),
            ContentBlock.audio(new byte[] {4}, "audio/wav"),
            ContentBlock.link("file:///a", "a"),
            ContentBlock.resource(ResourceContents.text("file:///a", "text/plain", "t"))),
        GetPromptResult.of(PromptMessage.user("hello")),
        CompleteResult.of(List.of("a", "b")));
  }

  @ParameterizedTest
  @MethodSource("results")
  void what_is_written_by_hand_is_what_the_mapper_would_write(Result result) {
    JsonNode written = Json.parse(JsonRpc.result(ID, result)).get("result");

    assertThat(written).isEqualTo(Json.parse(Json.bytes(result)));
  }
}
