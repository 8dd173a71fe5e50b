package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nothing outside the root is read or changed, whichever way a path comes in. */
class NothingOutsideTest extends DemoTest {
  private static final String SECRET = "2026-07-28T10:00:00Z ERROR tangerine";

  private Path secret;

  @BeforeEach
  void write_secret() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    secret = Files.writeString(outside.resolve("secret.txt"), SECRET);
    Files.createDirectory(root.resolve("logs"));
    Files.writeString(root.resolve("logs/app.log"), "inside\n");
    Files.createSymbolicLink(root.resolve("file-link"), secret);
    Files.createSymbolicLink(root.resolve("folder-link"), outside);
    Files.createSymbolicLink(root.resolve("logs/up"), Path.of("../.."));
  }

  /** Paths that lead out, or would if someone decoded, followed or cleaned them. */
  static Stream<String> hostile_paths() {
    return Stream.of(
        "../outside/secret.txt",
        "logs/../../outside/secret.txt",
        "./../outside/secret.txt",
        "@", // stands for the absolute path
        "/@",
        "file://@",
        "file-link",
        "folder-link/secret.txt",
        "logs/up/outside/secret.txt",
        "%2e%2e/outside/secret.txt",
        "..%2foutside%2fsecret.txt",
        "%2e%2e%2foutside%2fsecret.txt",
        "%252e%252e%252foutside%252fsecret.txt",
        "..%5coutside%5csecret.txt",
        "..\\outside\\secret.txt",
        "..%c0%afoutside%c0%afsecret.txt",
        "%u002e%u002e/outside/secret.txt",
        "logs/app.log\u0000/../../outside/secret.txt",
        "logs/app.log%00/../../outside/secret.txt",
        "．．/outside/secret.txt",
        "....//outside/secret.txt",
        "..;/outside/secret.txt",
        "~/../outside/secret.txt");
  }

  private String real(String path) {
    return path.replace("@", secret.toAbsolutePath().toString());
  }

  @ParameterizedTest
  @MethodSource("hostile_paths")
  void no_entrance_leads_out(String hostile) throws Exception {
    String path = real(hostile);
    List<DemoClient.Answer> answers = new ArrayList<>();
    answers.add(tool("summarize_log", "file", path));
    answers.add(tool("rotate_log", "file", path));
    answers.add(tool("disk_usage", "folder", path));
    ObjectNode search = Json.mapper().createObjectNode().put("pattern", "tangerine");
    answers.add(client.tool("search_files", search.put("folder", path).toString()));
    search.remove("folder");
    DemoClient.Answer byGlob = client.tool("search_files", search.put("glob", path).toString());
    assertThat(byGlob.response().toString()).doesNotContain("ERROR tangerine");
    answers.add(named("prompts/get", "triage_incident", "file", path));
    for (String uri :
        List.of("log:///" + path, "log://" + path, "log:/" + path, "file://" + path, path)) {
      answers.add(
          client.request(
              "resources/read", Json.mapper().createObjectNode().put("uri", uri).toString()));
    }
    for (DemoClient.Answer answer : answers) {
      boolean refused = answer.response().has("error") || answer.isToolError();
      assertThat(refused).as("%s", answer.response()).isTrue();
      // What a request itself names may be repeated; what lies behind it may not.
      assertThat(answer.response().toString()).doesNotContain("tangerine");
      if (!path.contains(temp.toString())) {
        assertThat(answer.response().toString()).doesNotContain(temp.toString());
      }
    }
    assertThat(secret).hasContent(SECRET);
  }

  private DemoClient.Answer tool(String tool, String argument, String path) throws Exception {
    return named("tools/call", tool, argument, path);
  }

  private DemoClient.Answer named(String method, String name, String argument, String path)
      throws Exception {
    ObjectNode params = Json.mapper().createObjectNode().put("name", name);
    params.putObject("arguments").put(argument, path);
    return client.request(method, params.toString());
  }

  @Test
  void a_search_of_everything_stays_inside() throws Exception {
    JsonNode found = client.tool("search_files", "{\"pattern\":\"tangerine|inside\"}").result();
    assertThat(found.at("/structuredContent/matches")).hasSize(1);
    JsonNode usage = client.tool("disk_usage", "{}").result();
    assertThat(usage.at("/structuredContent/totalBytes").intValue()).isEqualTo("inside\n".length());
  }

  @Test
  void nothing_outside_is_suggested() throws Exception {
    for (String typed : List.of("", "../", "folder-link/", "file", "/", "secret")) {
      for (String ref :
          List.of(
              "{\"type\":\"ref/prompt\",\"name\":\"triage_incident\"}|file",
              "{\"type\":\"ref/resource\",\"uri\":\"log:///{+path}\"}|path")) {
        String[] parts = ref.split("\\|");
        JsonNode values =
            client
                .request(
                    "completion/complete",
                    "{\"ref\":"
                        + parts[0]
                        + ",\"argument\":{\"name\":\""
                        + parts[1]
                        + "\",\"value\":\""
                        + typed
                        + "\"}}")
                .result()
                .at("/completion/values");
        values.forEach(value -> assertThat(value.stringValue()).isEqualTo("logs/app.log"));
      }
    }
  }

  /** The file inside is there to show that the stream is alive after the hostile ones changed. */
  @Test
  void no_subscription_hears_of_what_is_outside() throws Exception {
    ObjectNode message = DemoClient.message("subscriptions/listen", "{}");
    var uris =
        ((ObjectNode) message.path("params"))
            .putObject("notifications")
            .putArray("resourceSubscriptions");
    hostile_paths().forEach(path -> uris.add("log:///" + real(path)));
    uris.add("log:///logs/app.log");
    BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    var unused = client.listen(message, messages::add);
    JsonNode acknowledged = messages.poll(10, TimeUnit.SECONDS);
    assertThat(acknowledged).isNotNull();
    Files.writeString(secret, SECRET + "\nmore\n");
    Files.writeString(root.resolve("logs/app.log"), "inside and changed\n");
    JsonNode update = messages.poll(20, TimeUnit.SECONDS);
    assertThat(update).isNotNull();
    assertThat(update.at("/params/uri").stringValue()).isEqualTo("log:///logs/app.log");
    assertThat(messages.poll(500, TimeUnit.MILLISECONDS)).isNull();
  }
}
