package dev.waybill.app;

import dev.waybill.http.HttpEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

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
}
