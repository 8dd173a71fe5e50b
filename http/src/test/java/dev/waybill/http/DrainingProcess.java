package dev.waybill.http;

import dev.waybill.server.Exchange;
import java.time.Duration;

/** A server process that takes its time with every call. */
final class DrainingProcess {
  private DrainingProcess() {}

  public static void main(String[] args) throws Exception {
    HttpEndpoint endpoint =
        HttpEndpoint.builder(
                Engines.of((message, reply) -> {
                  reply.send(Engines.bytes("{}"));
                  Thread.startVirtualThread(() -> answerLater(reply));
                  return Exchange.DONE;
                }))
            .drainOnShutdown(Duration.ofSeconds(20))
            .start();
    System.out.println(endpoint.port());
  }

  private static void answerLater(dev.waybill.server.Reply reply) {
    try {
      Thread.sleep(Duration.ofSeconds(1));
      reply.end(Engines.bytes("\"done\""), 200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
