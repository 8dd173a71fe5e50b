package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import dev.waybill.server.Resource;
import dev.waybill.server.StdioTransport;
import dev.waybill.server.Tool;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/** Programs that speak over standard input and output, well and badly; started by tests. */
public final class StdioFixture {
  private StdioFixture() {}

  static ServerCommand command(String mode, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StdioFixture.class.getName(),
                mode));
    command.addAll(List.of(more));
    return new ServerCommand(command, java.util.Map.of(), null);
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "modern" -> StdioTransport.serve(server());
      case "legacy" -> legacy("");
      case "chatty" -> {
        System.out.println("Starting up…");
        System.out.println("{broken");
        System.out.println("[1]");
        legacy("");
      }
      case "silent-probe" -> legacy("silent");
      case "dies-of-probe" -> legacy("dies");
      case "junk" -> {
        while (true) {
          System.out.println("no message at all");
        }
      }
      case "endless-line" -> {
        byte[] block = "x".repeat(8192).getBytes(StandardCharsets.UTF_8);
        while (true) {
          System.out.write(block);
        }
      }
      case "dies" -> System.exit(7);
      case "flood" -> {
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (true) {
                System.err.println("flood ".repeat(100));
              }
            });
        StdioTransport.serve(server());
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static McpServer server() {
    return McpServer.builder("stdio", "1")
        .add(Tool.named("echo").handler((in, call) -> "modern"))
        .add(Tool.named("pid").handler((in, call) -> "" + ProcessHandle.current().pid()))
        .add(
            Tool.named("env")
                .handler(
                    (in, call) -> System.getenv("SECRET_OF_PARENT") + " " + System.getenv("GIVEN")))
        .add(
            Tool.named("die")
                .handler((in, call) -> {
                  Runtime.getRuntime().halt(3);
                  return "";
                }))
        .add(
            Tool.named("count")
                .handler((in, call) -> {
                  call.progress(1, 2, "half");
                  call.progress(2, 2, "all");
                  return "counted";
                }))
        .add(
            Tool.named("hang")
                .handler((in, call) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    System.err.println("interrupted");
                    throw e;
                  }
                  return "never";
                }))
        .add(
            Tool.named("change")
                .handler((in, call) -> {
                  call.notifications().toolsChanged();
                  call.notifications().resourceUpdated("memo://one");
                  return "changed";
                }))
        .add(Resource.at("memo://one").name("one").handler(call -> "the memo"))
        .build();
  }

  /** A server of 2025-11-25, by hand: asks, reports progress, notices cancellation. */
  private static void legacy(String probe) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean initialized = false;
    JsonNode asked = null;
    String line;
    while ((line = in.readLine()) != null) {
      JsonNode message = Json.mapper().readTree(line);
      JsonNode id = message.path("id");
      switch (message.path("method").asString("")) {
        case "server/discover" -> {
          if (probe.equals("dies")) {
            System.exit(1);
          }
          if (!probe.equals("silent")) {
            error(id, -32601);
          }
        }
        case "initialize" ->
            result(
                id,
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},"
                    + "\"resources\":{\"subscribe\":true},\"logging\":{}},"
                    + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}");
        case "notifications/initialized" -> initialized = true;
        case "tools/list" -> result(id, "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{}}]}");
        case "resources/subscribe" -> {
          result(id, "{}");
          System.out.println(
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                  + "\"params\":{\"uri\":"
                  + message.path("params").path("uri")
                  + "}}");
        }
        case "logging/setLevel" -> result(id, "{}");
        case "tools/call" -> {
          if (!initialized) {
            error(id, -32602);
            break;
          }
          switch (message.path("params").path("name").asString("")) {
            case "echo" -> result(id, text("legacy"));
            case "ask" -> {
              asked = id;
              System.out.println(
                  "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":"
                      + "\"elicitation/create\",\"params\":{\"message\":\"Who?\",\"requestedSchema\":"
                      + "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\","
                      + "\"default\":\"Ada\"}}}}}");
            }
            case "count" -> {
              System.out.println(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
                      + "\"params\":{\"progressToken\":"
                      + message.path("params").path("_meta").path("progressToken")
                      + ",\"progress\":1}}");
              System.out.println(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
                      + "\"params\":{\"level\":\"error\",\"data\":\"logged\"}}");
              result(id, text("counted"));
            }
            default -> {
              // Hangs until it is cancelled.
            }
          }
        }
        case "notifications/cancelled" ->
            System.err.println("cancelled " + message.path("params").path("requestId"));
        case "" -> {
          if (asked != null) {
            result(
                asked,
                text("Hello, " + message.path("result").path("content").path("name").asString("")));
          }
        }
        default -> error(id, -32601);
      }
    }
  }

  private static String text(String text) {
    return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
  }

  private static void result(JsonNode id, String result) {
    System.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
  }

  private static void error(JsonNode id, int code) {
    System.out.println(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":\"no\"}}");
  }
}
