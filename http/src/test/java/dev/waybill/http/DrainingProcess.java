package dev.waybill.http;

import dev.waybill.server.Exchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A server process that takes its time with every call. */
final class DrainingProcess {
  private DrainingProcess() {}

  public static void main(String[] args) {
    Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    HttpEndpoint endpoint =
        HttpEndpoint.builder(
                Engines.of((message, reply) -> {
                  reply.send(Engines.bytes("{}"));
                  later.execute(() -> reply.end(Engines.bytes("\"done\""), 200));
                  return Exchange.DONE;
                }))
            .drainOnShutdown(Duration.ofSeconds(20))
            .start();
    System.out.println(endpoint.port());
  }
}
