package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The demo's resources, prompt, completion and subscriptions. */
class DemoReadsTest extends DemoTest {
  private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 1, 2};

  @BeforeEach
  void write_files() throws Exception {
    Files.createDirectories(root.resolve("logs"));
    Files.writeString(root.resolve("logs/app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    Files.writeString(root.resolve("logs/großer tag.md"), "# Größe\n");
    Files.write(root.resolve("picture.png"), IMAGE);
  }

  private JsonNode read(String uri) throws Exception {
    return client.request("resources/read", "{\"uri\":\"" + uri + "\"}").result().at("/contents/0");
  }

  @Test
  void text_is_read_as_text_and_bytes_as_a_blob() throws Exception {
    JsonNode text = read("log:///logs/app.log");
    assertThat(text.path("uri").stringValue()).isEqualTo("log:///logs/app.log");
    assertThat(text.path("mimeType").stringValue()).isEqualTo("text/plain");
    assertThat(text.path("text").stringValue()).contains("It broke");
    JsonNode blob = read("log:///picture.png");
    assertThat(blob.path("mimeType").stringValue()).isEqualTo("image/png");
    assertThat(Base64.getDecoder().decode(blob.path("blob").stringValue())).isEqualTo(IMAGE);
    assertThat(read("log:///logs/gro%C3%9Fer%20tag.md").path("text").stringValue())
        .isEqualTo("# Größe\n");
  }

  @Test
  void what_is_missing_or_too_large_is_refused_with_its_uri() throws Exception {
    Files.write(root.resolve("large.log"), new byte[(1 << 20) + 1]);
    for (String uri : new String[] {"log:///missing.log", "log:///logs", "log:///large.log"}) {
      DemoClient.Answer answer = client.request("resources/read", "{\"uri\":\"" + uri + "\"}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error().path("code").intValue()).isEqualTo(-32602);
      assertThat(answer.error().at("/data/uri").stringValue()).isEqualTo(uri);
    }
  }

  @Test
  void files_are_offered_through_a_template_and_no_list() throws Exception {
    assertThat(
            client
                .request("resources/templates/list", "{}")
                .result()
                .at("/resourceTemplates/0/uriTemplate")
                .stringValue())
        .isEqualTo("log:///{+path}");
    assertThat(client.request("resources/list", "{}").result().path("resources")).isEmpty();
  }

  @Test
  void names_of_files_are_completed_for_the_prompt_and_the_template() throws Exception {
    JsonNode prompt =
        complete("{\"type\":\"ref/prompt\",\"name\":\"triage_incident\"}", "file", "logs/a");
    assertThat(prompt.path("values").path(0).stringValue()).isEqualTo("logs/app.log");
    JsonNode template =
        complete("{\"type\":\"ref/resource\",\"uri\":\"log:///{+path}\"}", "path", "PICT");
    assertThat(template.path("values").path(0).stringValue()).isEqualTo("picture.png");
    assertThat(template.path("total").intValue()).isEqualTo(1);
  }

  private JsonNode complete(String ref, String argument, String typed) throws Exception {
    return client
        .request(
            "completion/complete",
            "{\"ref\":"
                + ref
                + ",\"argument\":{\"name\":\""
                + argument
                + "\",\"value\":\""
                + typed
                + "\"}}")
        .result()
        .path("completion");
  }

  @Test
  void an_incident_is_triaged_from_the_summary_of_a_log() throws Exception {
    JsonNode messages =
        client
            .request(
                "prompts/get",
                """
                {"name":"triage_incident",
                 "arguments":{"file":"logs/app.log","symptom":"nobody can pay"}}
                """)
            .result()
            .path("messages");
    assertThat(messages.at("/0/content/text").stringValue())
        .contains("logs/app.log", "nobody can pay");
    assertThat(messages.at("/1/content/text").stringValue()).contains("\"error\":1");
    assertThat(messages.at("/2/content/uri").stringValue()).isEqualTo("log:///logs/app.log");
    DemoClient.Answer wrong =
        client.request(
            "prompts/get", "{\"name\":\"triage_incident\",\"arguments\":{\"file\":\"missing\"}}");
    assertThat(wrong.error().path("code").intValue()).isEqualTo(-32602);
    assertThat(wrong.error().path("message").stringValue()).contains("missing");
  }

  @Test
  void a_change_of_a_file_reaches_its_subscriber() throws Exception {
    BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    var unused =
        client.listen(
            DemoClient.message(
                "subscriptions/listen",
                """
                {"notifications":{"resourceSubscriptions":["log:///logs/app.log"]}}
                """),
            messages::add);
    JsonNode first = messages.poll(10, TimeUnit.SECONDS);
    assertThat(first).isNotNull();
    assertThat(first.path("method").stringValue())
        .isEqualTo("notifications/subscriptions/acknowledged");
    Files.write(
        root.resolve("logs/app.log"),
        "2026-07-28T10:00:01Z INFO Better\n".getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.APPEND);
    JsonNode update = messages.poll(20, TimeUnit.SECONDS);
    assertThat(update).isNotNull();
    assertThat(update.path("method").stringValue()).isEqualTo("notifications/resources/updated");
    assertThat(update.at("/params/uri").stringValue()).isEqualTo("log:///logs/app.log");
    assertThat(read("log:///logs/app.log").path("text").stringValue()).contains("Better");
  }
}
