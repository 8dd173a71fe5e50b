package dev.waybill.app;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.ProtocolVersion;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Runs the demo against itself for a moment and ends: the training run from which the launcher
 * makes its ahead-of-time cache.
 */
final class WarmUp {
  private WarmUp() {}

  /** Touches what a server needs for its first answers. */
  public static void main(String[] args) throws Exception {
    var unused = WaybillCommand.commandLine("demo").parseArgs("demo", "--port", "0");
    Path folder = Files.createTempDirectory("waybill-warm-up");
    try (DemoServer demo = DemoServer.over(folder, InstantSource.system());
        HttpEndpoint endpoint = HttpEndpoint.builder(demo.server()).port(0).start();
        HttpClient client = HttpClient.newHttpClient()) {
      for (CurlExample example : CurlExample.ALL) {
        for (int i = 0; i < 20; i++) {
          HttpRequest.Builder request =
              HttpRequest.newBuilder(endpoint.uri())
                  .header("Content-Type", "application/json")
                  .header("Accept", "application/json, text/event-stream")
                  .header(Headers.PROTOCOL_VERSION, ProtocolVersion.CURRENT)
                  .header(Headers.METHOD, example.method())
                  .POST(HttpRequest.BodyPublishers.ofString(example.body()));
          if (!example.name().isEmpty()) {
            request.header(Headers.NAME, example.name());
          }
          HttpResponse<String> response =
              client.send(request.build(), HttpResponse.BodyHandlers.ofString());
          if (response.statusCode() != 200 || response.body().contains("\"isError\"")) {
            throw new IllegalStateException(example.what() + " " + response.body());
          }
        }
      }
    } finally {
      Files.delete(folder);
    }
  }
}
