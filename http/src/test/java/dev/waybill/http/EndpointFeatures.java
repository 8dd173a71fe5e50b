package dev.waybill.http;

import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.schema.Header;
import dev.waybill.server.Elicited.Accepted;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Question;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import dev.waybill.server.Tool;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A server with some of everything, which counts how often its handlers ran. */
final class EndpointFeatures {
  /** How many handlers began. */
  final AtomicInteger runs = new AtomicInteger();

  /** How many handlers have begun and not ended. */
  final AtomicInteger running = new AtomicInteger();

  /** Counted down when the tool {@code wait} has begun to wait. */
  volatile CountDownLatch waiting = new CountDownLatch(1);

  /** Counted down when the tool {@code wait} was interrupted. */
  volatile CountDownLatch interrupted = new CountDownLatch(1);

  volatile long interruptedAt;

  enum Color {
    RED,
    GREEN
  }

  record Part(String name, List<Integer> sizes) {}

  record Order(
      String title,
      int count,
      Optional<Color> color,
      List<Part> parts,
      Map<String, Double> prices) {
    Order {
      if (count < 0) {
        throw new IllegalArgumentException("\"count\" must not be negative");
      }
    }
  }

  record Place(
      @Header("Region") String region,
      @Header("Priority") Optional<Integer> priority,
      @Header("Dry-Run") Optional<Boolean> dryRun) {}

  record Target(String env) {}

  record Text(String text) {}

  record Approval(boolean approved, Optional<String> reason) {}

  McpServer.Builder addTo(McpServer.Builder server) {
    return server
        .add(
            tool("order").input(Order.class).output(Order.class).handler(counted((in, call) -> in)))
        .add(tool("place").input(Place.class).handler(counted((in, call) -> in.region())))
        .add(tool("echo").input(Text.class).handler(counted((in, call) -> in.text())))
        .add(
            tool("deploy")
                .input(Target.class)
                .handler(
                    counted((in, call) ->
                        call.elicit("approve", "Deploy to " + in.env() + "?", Approval.class)
                                    instanceof Accepted<Approval>(Approval a)
                                && a.approved()
                            ? "deployed " + in.env()
                            : "not deployed")))
        .add(
            tool("visit")
                .handler(
                    counted((in, call) ->
                        call.visit("page", "Sign in", URI.create("https://login.example/"))
                            .toString())))
        .add(
            tool("think")
                .handler(
                    counted((in, call) ->
                        call.sample("thought", CreateMessageRequestParams.user("Think", 100))
                            .toString())))
        .add(tool("roots").handler(counted((in, call) -> call.roots("roots").toString())))
        .add(
            tool("several")
                .handler(
                    counted((in, call) ->
                        call.ask(
                                Question.elicit("approve", "Sure?", Approval.class),
                                Question.sample(
                                    "thought", CreateMessageRequestParams.user("Think", 100)),
                                Question.roots("roots"))
                            .toString())))
        .add(
            tool("steps")
                .handler(
                    counted((in, call) -> {
                      for (int i = 1; i <= 5; i++) {
                        call.progress(i, 5, "step " + i);
                      }
                      return "done";
                    })))
        .add(
            Prompt.named("greet")
                .argument("name", "whom", true)
                .argument("tone", "how", false)
                .complete(
                    "name",
                    (typed, known, who) ->
                        IntStream.range(0, 150).mapToObj(i -> typed + i).toList())
                .handler((in, call) -> "Hello " + in.get("name")))
        .add(Prompt.named("asking").handler((in, call) -> call.roots("roots").toString()))
        .add(Resource.at("memo://one").mimeType("text/plain").handler(call -> "one"))
        .add(Resource.at("memo://asking").handler(call -> call.roots("roots").toString()))
        .add(
            ResourceTemplate.at("note:///{name}")
                .complete("name", (typed, known, who) -> List.of(typed + "1"))
                .handler((variables, call) -> "note " + variables.get("name")));
  }

  /** Adds tools that throw and block. */
  McpServer.Builder addTroubleTo(McpServer.Builder server) {
    return server
        .add(
            tool("fail")
                .handler(
                    counted((in, call) -> {
                      throw new IllegalStateException("the password is hunter2");
                    })))
        .add(
            tool("wait")
                .handler(
                    counted((in, call) -> {
                      waiting.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interruptedAt = System.nanoTime();
                        interrupted.countDown();
                      }
                      return "woken";
                    })));
  }

  /** Arms the tool {@code wait} for one more wait. */
  void rearm() {
    waiting = new CountDownLatch(1);
    interrupted = new CountDownLatch(1);
  }

  private static Tool.Builder<tools.jackson.databind.node.ObjectNode> tool(String name) {
    return Tool.named(name);
  }

  private <I> Tool.Handler<I> counted(Tool.Handler<I> handler) {
    return (in, call) -> {
      runs.incrementAndGet();
      running.incrementAndGet();
      try {
        return handler.handle(in, call);
      } finally {
        running.decrementAndGet();
      }
    };
  }
}
