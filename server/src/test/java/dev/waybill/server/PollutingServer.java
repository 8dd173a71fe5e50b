package dev.waybill.server;

import java.io.IOException;

/** A process whose handler prints where it must not. */
final class PollutingServer {
  private PollutingServer() {}

  public static void main(String[] args) throws IOException {
    StdioTransport.serve(
        McpServer.builder("polluting", "1")
            .add(
                Tool.named("print")
                    .handler((in, call) -> {
                      System.out.println("this belongs on standard error");
                      System.out.print("{\"jsonrpc\":\"2.0\"}");
                      System.out.flush();
                      return "read " + System.in.read();
                    }))
            .build());
  }
}
