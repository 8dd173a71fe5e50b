package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agent skills: nothing is fetched early, and nothing unverified is handed out. */
@Timeout(120)
class SkillsTest {
  private static final String URI = "skill://acme/refunds/SKILL.md";
  private static final String FORM = "skill://acme/refunds/FORM.md";
  private static final String TEXT =
      "---\nname: refunds\ndescription: Refunds money\nmetadata:\n  level: 2\n---\n\nBody\n";

  private final Map<String, String> listed = new HashMap<>(Map.of(URI, TEXT, FORM, "Form\n"));
  private final Map<String, String> served = new HashMap<>(listed);
  private String frontmatter =
      "{\"name\":\"refunds\",\"description\":\"Refunds money\",\"metadata\":{\"level\":2}}";

  private RawServer server() {
    return RawServer.start((request, out) -> {
      switch (request.rpc()) {
        case "server/discover" ->
            out.result(
                request,
                RawServer.DISCOVERED.replace(
                    "{\"tools\":{}}",
                    "{\"resources\":{},\"extensions\":{\"io.modelcontextprotocol/skills\":{}}}"));
        case "skills/list" -> out.result(request, "{\"skills\":[" + entry() + ",{\"uri\":7}]}");
        case "skills/get" -> out.result(request, "{\"skill\":" + entry() + "}");
        default -> {
          String uri = request.body().path("params").path("uri").asString("");
          out.result(
              request,
              "{\"contents\":[{\"uri\":\""
                  + uri
                  + "\",\"text\":"
                  + Json.mapper().writeValueAsString(served.get(uri))
                  + "}]}");
        }
      }
    });
  }

  private String entry() throws Exception {
    StringBuilder files = new StringBuilder();
    for (var file : listed.entrySet()) {
      byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      files
          .append(files.isEmpty() ? "" : ",")
          .append("{\"uri\":\"")
          .append(file.getKey())
          .append("\",\"digest\":\"sha256:")
          .append(digest)
          .append("\",\"size\":")
          .append(bytes.length)
          .append("}");
    }
    return "{\"uri\":\""
        + URI
        + "\",\"frontmatter\":"
        + frontmatter
        + ",\"resources\":["
        + files
        + "]}";
  }

  @Test
  void a_skill_is_listed_without_being_read_and_read_when_asked_for() {
    try (RawServer server = server();
        McpClient client = McpClient.connect(server.uri())) {
      Skill skill = client.skills().toList().getFirst();
      assertThat(client.skills().count()).isEqualTo(1);
      assertThat(skill.name()).isEqualTo("refunds");
      assertThat(skill.description()).isEqualTo("Refunds money");
      assertThat(server.count("resources/read")).isZero();
      assertThat(client.load(skill)).isEqualTo(TEXT);
      assertThat(client.load(skill, FORM)).isEqualTo("Form\n".getBytes(StandardCharsets.UTF_8));
      assertThat(client.skill(URI)).isEqualTo(skill);
      assertThatThrownBy(() -> client.load(skill, "skill://acme/refunds/OTHER.md"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void another_text_of_the_same_size_is_not_handed_out() {
    served.put(URI, TEXT.replace("Body", "Evil"));
    refused("not the one it was listed with");
  }

  @Test
  void another_size_is_not_handed_out() {
    served.put(URI, TEXT + "more");
    refused("bytes and was listed with");
  }

  @Test
  void another_front_matter_is_not_handed_out() {
    frontmatter = frontmatter.replace("2", "3");
    refused("front matter");
  }

  private void refused(String words) {
    try (RawServer server = server();
        McpClient client = McpClient.connect(server.uri())) {
      Skill skill = client.skill(URI);
      assertThatThrownBy(() -> client.load(skill))
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void a_server_without_skills_is_not_asked() {
    try (RawServer server = RawServer.modern((request, out) -> out.result(request, "{}"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(client::skills)
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("does not offer skills");
      assertThat(server.count("skills/list")).isZero();
    }
  }
}
