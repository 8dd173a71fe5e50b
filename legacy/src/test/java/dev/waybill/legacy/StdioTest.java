package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Eras;
import dev.waybill.server.McpServer;
import dev.waybill.server.StdioTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Earlier revisions over standard streams. */
@Timeout(60)
class StdioTest {
  private static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  private final Workers workers = new Workers();
  private final Pipe pipe = new Pipe();
  private Thread serving = Thread.ofVirtual().unstarted(() -> {});

  private void start(Eras eras) {
    McpServer server = workers.server(builder -> builder.eras(eras));
    serving =
        Thread.startVirtualThread(() -> {
          try {
            StdioTransport.serve(server, pipe.in(), pipe.out());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void send(String line) {
    pipe.write(line);
  }

  private JsonNode next() throws InterruptedException {
    JsonNode line = pipe.lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).as("a message").isNotNull();
    return line;
  }

  private JsonNode ask(String line) throws Exception {
    send(line);
    return next();
  }

  private void open(String version, String capabilities) throws Exception {
    JsonNode result = ask(Peer.initialize(version, capabilities)).get("result");
    assertThat(result.get("protocolVersion").stringValue()).isEqualTo(version);
    send(Peer.notification("notifications/initialized", "{}"));
  }

  @AfterEach
  void end() throws Exception {
    workers.close();
    pipe.end();
    assertThat(serving.join(Duration.ofSeconds(30))).as("ends with its input").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void a_client_opens_a_session_calls_and_is_asked(String version) throws Exception {
    start(Eras.all());
    open(version, "{'roots':{}}");
    assertThat(text(ask(Peer.call(1, "echo", "{'text':'hi'}")))).isEqualTo("hi");
    JsonNode question = ask(Peer.call(2, "roots", "{}"));
    assertThat(question.get("method").stringValue()).isEqualTo("roots/list");
    assertThat(text(ask(Peer.answer(question, "{'roots':[]}")))).isEqualTo("[]");
    assertThat(ask(Peer.request("p", "ping", "{}")))
        .hasToString(Peer.q("{'jsonrpc':'2.0','id':'p','result':{}}"));
    assertThat(workers.counted).containsEntry(version + " tools/call", 2);
  }

  @Test
  void both_eras_share_one_process() throws Exception {
    start(Eras.all());
    JsonNode discovered = ask(Peer.request("d", "server/discover", "{" + META + "}"));
    assertThat(discovered.at("/result/supportedVersions/1").stringValue()).isEqualTo("2025-11-25");
    open("2025-11-25", "{}");
    JsonNode modern = ask(Peer.request("m", "tools/list", "{" + META + "}"));
    assertThat(modern.at("/result/resultType").stringValue()).isEqualTo("complete");
    JsonNode old = ask(Peer.request("o", "tools/list", "{}"));
    assertThat(old.get("result").propertyNames()).containsExactly("tools");
  }

  @Test
  void changes_are_told_without_being_asked_for() throws Exception {
    start(Eras.all());
    open("2025-11-25", "{}");
    ask(Peer.request(1, "resources/subscribe", "{'uri':'test:a'}"));
    workers.server(0).notifications().resourceUpdated("test:a");
    assertThat(next().at("/params/uri").stringValue()).isEqualTo("test:a");
    workers.server(0).notifications().toolsChanged();
    assertThat(next().get("method").stringValue()).endsWith("tools/list_changed");
    ask(Peer.request(2, "resources/unsubscribe", "{'uri':'test:a'}"));
    workers.server(0).notifications().resourceUpdated("test:a");
    workers.server(0).notifications().promptsChanged();
    assertThat(next().get("method").stringValue()).endsWith("prompts/list_changed");
  }

  @Test
  void a_call_is_cancelled_and_its_id_is_free_again() throws Exception {
    start(Eras.all());
    open("2025-11-25", "{}");
    ask(Peer.call(1, "wait", "{}"));
    workers.features.waiting.await();
    assertThat(ask(Peer.call(1, "echo", "{}")).at("/error/message").stringValue())
        .contains("still open");
    send(Peer.notification("notifications/cancelled", "{'requestId':1}"));
    assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(text(ask(Peer.call(1, "echo", "{'text':'free'}")))).isEqualTo("free");
  }

  @Test
  void what_is_wrong_is_refused_and_answers_to_nothing_are_not_answered() throws Exception {
    start(Eras.all());
    assertThat(ask(Peer.request(0, "tools/list", "{}")).at("/error/code").intValue())
        .isEqualTo(-32602);
    open("2025-11-25", "{}");
    assertThat(ask(Peer.initialize("2025-11-25", "{}")).at("/error/message").stringValue())
        .contains("already");
    assertThat(ask("[" + Peer.request(1, "ping", "{}") + "]").at("/error/code").intValue())
        .isEqualTo(-32600);
    assertThat(ask("nonsense").at("/error/code").intValue()).isEqualTo(-32700);
    send(Peer.q("{'jsonrpc':'2.0','id':'never','result':{}}"));
    assertThat(ask(Peer.request("p", "ping", "{}")).get("id").stringValue()).isEqualTo("p");
  }

  @Test
  void batches_are_taken_in_2025_03_26() throws Exception {
    start(Eras.all());
    open("2025-03-26", "{}");
    JsonNode responses =
        ask("[" + Peer.request(1, "ping", "{}") + "," + Peer.request(2, "ping", "{}") + "]");
    assertThat(responses).hasSize(2);
  }

  @Test
  void a_server_of_the_current_revision_alone_says_so() throws Exception {
    start(Eras.current());
    assertThat(ask(Peer.initialize("2025-11-25", "{}")).at("/error/message").stringValue())
        .contains("2026-07-28");
  }

  @Test
  void a_server_of_earlier_revisions_alone_says_so() throws Exception {
    start(Eras.of("2025-11-25"));
    JsonNode refused = ask(Peer.request("d", "server/discover", "{" + META + "}"));
    assertThat(refused.at("/error/code").intValue()).isEqualTo(-32022);
    assertThat(refused.at("/error/data/supported")).hasToString(Peer.q("['2025-11-25']"));
    open("2025-11-25", "{}");
  }

  @Test
  void what_runs_when_the_input_ends_is_finished() throws Exception {
    start(Eras.all());
    open("2025-11-25", "{}");
    send(Peer.call(1, "wait", "{}"));
    workers.features.waiting.await();
    pipe.end();
    workers.features.go.countDown();
    JsonNode line = next();
    while (!line.has("id")) {
      line = next();
    }
    assertThat(text(line)).isEqualTo("waited");
  }
}
