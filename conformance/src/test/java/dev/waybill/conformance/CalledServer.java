package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.jdbc.PostgresBackplane;
import dev.waybill.jdbc.PostgresDatabase;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.server.KeyRing;
import dev.waybill.server.McpServer;
import dev.waybill.server.Resource;
import dev.waybill.server.StdioTransport;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What real clients call: a tool for each thing that can happen in a call, of whatever era. */
final class CalledServer {
  /** Holds the keys that workers share; see {@link KeyRing#parse}. */
  static final String KEYS = "CALLED_SERVER_KEYS";

  static final String URI = "memo://one";

  record Pair(int a, int b) {}

  record Sum(int total) {}

  record Approval(boolean approved) {}

  private CalledServer() {}

  /**
   * The server, still to be finished.
   *
   * @param worker what the tool {@code who} answers with
   */
  static McpServer.Builder builder(String worker) {
    AtomicInteger cancelled = new AtomicInteger();
    return McpServer.builder("called", "1.0.0")
        .add(Resource.at(URI).name("one").mimeType("text/plain").handler(call -> "the memo"))
        .add(Tool.named("who").handler((in, call) -> worker))
        .add(
            Tool.named("add")
                .input(Pair.class)
                .output(Sum.class)
                .handler((in, call) -> new Sum(in.a() + in.b())))
        .add(
            Tool.named("count")
                .handler((in, call) -> {
                  for (int i = 1; i <= 3; i++) {
                    call.progress(i, 3, "step " + i);
                    // Faster than twenty a second they would be merged.
                    LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
                  }
                  return "counted";
                }))
        .add(
            Tool.named("deploy")
                .handler((in, call) -> {
                  try {
                    return call.elicit("approve", "Deploy?", Approval.class)
                            .accepted()
                            .map(Approval::approved)
                            .orElse(false)
                        ? "deployed by " + worker
                        : "not deployed";
                  } catch (CancellationException e) {
                    cancelled.incrementAndGet();
                    throw e;
                  }
                }))
        .add(
            Tool.named("capital")
                .handler((in, call) ->
                    call.sample(
                                "question",
                                CreateMessageRequestParams.user("The capital of France?", 100))
                            .text()
                            .orElse("nothing")
                        + ", heard by "
                        + worker))
        .add(
            Tool.named("hang")
                .handler((in, call) -> {
                  CountDownLatch end = new CountDownLatch(1);
                  call.cancellation()
                      .onCancel(() -> {
                        cancelled.incrementAndGet();
                        end.countDown();
                      });
                  call.progress(1, "hanging");
                  end.await();
                  return "cancelled";
                }))
        .add(
            Tool.named("rest")
                .handler((in, call) -> {
                  call.sleep(Duration.ofMillis(2_500));
                  return "rested";
                }))
        .add(Tool.named("cancelled").handler((in, call) -> cancelled.get() + " cancelled"))
        .add(
            Tool.named("change")
                .handler((in, call) -> {
                  call.notifications().resourceUpdated(URI);
                  return "changed";
                }));
  }

  /**
   * A worker in a process of its own: over standard streams without arguments, and otherwise over
   * HTTP with a name, a port and the URL of the database that connects the workers.
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      StdioTransport.serve(builder("stdio").build());
      return;
    }
    McpServer server =
        builder(args[0])
            .keys(KeyRing.parse(System.getenv(KEYS)))
            .backplane(PostgresBackplane.open(PostgresDatabase.at(args[2])))
            .build();
    HttpEndpoint endpoint =
        HttpEndpoint.builder(server)
            .port(Integer.parseInt(args[1]))
            .drainOnShutdown(Duration.ofSeconds(10))
            .start();
    System.out.println("Listening on " + endpoint.uri());
    new CountDownLatch(1).await();
  }
}
