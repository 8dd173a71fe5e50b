package dev.waybill.legacy;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.Root;
import dev.waybill.server.Call;
import dev.waybill.server.Elicited;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import dev.waybill.server.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.node.ObjectNode;

/** What the workers of a test offer. */
final class Features {
  record Text(String text) {}

  record Form(String name) {}

  private static final String CHOICES =
      Peer.q(
          "{'type':'object','properties':{"
              + "'colour':{'type':'string','oneOf':[{'const':'r','title':'Red'},"
              + "{'const':'g','title':'Green'}],'default':'r'},"
              + "'sure':{'type':'boolean','default':true},'count':{'type':'integer','default':3}}}");

  private static final String LISTS =
      Peer.q(
          "{'type':'object','properties':{'tags':{'type':'array','items':{'type':'string',"
              + "'enum':['a','b']}}}}");

  /** Counted down when a call of {@code wait} has begun. */
  final CountDownLatch waiting = new CountDownLatch(1);

  /** Counted down when it was interrupted. */
  final CountDownLatch interrupted = new CountDownLatch(1);

  /** Lets it end. */
  final CountDownLatch go = new CountDownLatch(1);

  private Object waits(ObjectNode in, Call call) throws InterruptedException {
    call.log(LoggingLevel.ERROR, "waiting");
    waiting.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return "waited";
  }

  private static Object form(ObjectNode in, Call call) {
    Elicited<Form> answer = call.elicit("name", "Your name?", Form.class);
    return switch (answer) {
      case Elicited.Accepted<Form>(Form form) -> "Hello " + form.name();
      case Elicited.Declined<Form> declined -> "declined";
      case Elicited.Cancelled<Form> cancelled -> "cancelled";
    };
  }

  private static Object schema(Call call, String schema) {
    ObjectNode form = (ObjectNode) Json.mapper().readTree(schema);
    return call.elicit("form", "Choose", form).getClass().getSimpleName();
  }

  void addTo(McpServer.Builder builder) {
    builder
        .add(Tool.named("echo").input(Text.class).handler((in, call) -> in.text()))
        .add(Tool.named("wait").handler(this::waits))
        .add(Tool.named("form").handler(Features::form))
        .add(Tool.named("choices").handler((in, call) -> schema(call, CHOICES)))
        .add(Tool.named("lists").handler((in, call) -> schema(call, LISTS)))
        .add(
            Tool.named("visit")
                .handler((in, call) ->
                    call.visit("page", "Log in", URI.create("https://example.com/login"))
                        .getClass()
                        .getSimpleName()))
        .add(
            Tool.named("sample")
                .handler((in, call) ->
                    CallToolResult.text(
                        Json.mapper()
                            .writeValueAsString(
                                call.sample("s", CreateMessageRequestParams.user("2+2?", 10))
                                    .content()))))
        .add(
            Tool.named("roots")
                .handler((in, call) -> call.roots("r").stream().map(Root::uri).toList().toString()))
        .add(
            Tool.named("progress")
                .handler((in, call) -> {
                  call.progress(1, 2, "half");
                  return "done";
                }))
        .add(
            Tool.named("log")
                .handler((in, call) -> {
                  call.log(LoggingLevel.DEBUG, "d");
                  call.log(LoggingLevel.INFO, "i");
                  call.log(LoggingLevel.ERROR, "e");
                  return "logged";
                }))
        .add(
            Tool.named("pause")
                .handler((in, call) -> {
                  call.pause(Duration.ofSeconds(2));
                  return "paused";
                }))
        .add(
            Tool.named("much")
                .handler((in, call) -> {
                  for (int i = 0; i < 20; i++) {
                    call.log(LoggingLevel.ERROR, i + "x".repeat(1_000));
                  }
                  waits(in, call);
                  return "much";
                }))
        .add(Resource.at("test:a").handler(call -> "a"))
        .add(Resource.at("test:b").handler(call -> "b"))
        .add(
            ResourceTemplate.at("test:item/{id}")
                .complete("id", (value, known, who) -> List.of("1", "2"))
                .handler((in, call) -> "item " + in.get("id")))
        .add(
            Prompt.named("review")
                .argument("language", "Which", true)
                .handler((in, call) -> "Review " + in.get("language")));
  }
}
