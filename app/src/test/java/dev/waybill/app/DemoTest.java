package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A test of the demo server over a real socket, on files of its own. */
abstract class DemoTest {
  @TempDir Path temp;
  Path root;
  DemoClient client;
  private DemoServer demo;
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    root = Files.createDirectory(temp.resolve("root"));
    demo = DemoServer.over(root, InstantSource.system());
    endpoint = HttpEndpoint.builder(demo.server()).start();
    client = new DemoClient(endpoint.uri());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    endpoint.close();
    demo.close();
  }

  /** The structured content of a call that went well, as its tool promised it. */
  JsonNode structured(String tool, String arguments) throws Exception {
    return structured(tool, client.tool(tool, arguments));
  }

  JsonNode structured(String name, DemoClient.Answer answer) throws Exception {
    assertThat(answer.isToolError()).as("%s", answer.response()).isFalse();
    JsonNode content = answer.result().path("structuredContent");
    for (JsonNode tool : client.request("tools/list", "{}").result().path("tools")) {
      if (tool.path("name").stringValue().equals(name)) {
        CompiledSchema schema =
            CompiledSchema.compile(tool.path("outputSchema"), SchemaLimits.DEFAULT);
        assertThat(schema.validate(content)).isEmpty();
        assertThat(Json.mapper().readTree(answer.text())).isEqualTo(content);
        return content;
      }
    }
    throw new AssertionError("There is no tool " + name);
  }
}
