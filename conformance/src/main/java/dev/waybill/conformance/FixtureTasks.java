package dev.waybill.conformance;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Answers;
import dev.waybill.server.Feature;
import dev.waybill.server.Question;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.List;

/** The tools of the suite's task scenarios. */
final class FixtureTasks {
  record Greeting(String name) {}

  record Compute(int seconds, String label) {}

  record Filename(String filename) {}

  record Confirm(boolean confirm) {}

  record Name(String name) {}

  private FixtureTasks() {}

  static List<Feature> all() {
    return List.of(
        Tool.named("greet")
            .description("Greets at once")
            .input(Greeting.class)
            .handler((in, call) -> "Hello, " + in.name() + "!"),
        Tool.named("slow_compute")
            .description("Takes as many seconds as it is told")
            .input(Compute.class)
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              call.sleep(Duration.ofSeconds(in.seconds()));
              return "Computed " + in.label();
            }),
        Tool.named("failing_job")
            .description("Fails after a second, as tools fail")
            .task(TaskPolicy.always().require())
            .handler((in, call) -> {
              call.sleep(Duration.ofSeconds(1));
              return call.error("This job always fails");
            }),
        Tool.named("protocol_error_job")
            .description("Fails as the protocol fails")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              throw new McpException(ErrorCode.INTERNAL_ERROR, "This job breaks");
            }),
        Tool.named("confirm_delete")
            .description("Asks before it deletes nothing")
            .input(Filename.class)
            .task(TaskPolicy.always())
            .handler((in, call) ->
                call.elicit("confirm", "Delete " + in.filename() + "?", Confirm.class)
                    .accepted()
                    .filter(Confirm::confirm)
                    .map(yes -> "Deleted " + in.filename())
                    .orElse("Kept " + in.filename())),
        Tool.named("multi_input")
            .description("Asks two things at once")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              var first = Question.elicit("first", "First name?", Name.class);
              var second = Question.elicit("second", "Second name?", Name.class);
              Answers answers = call.ask(first, second);
              return "Hello, "
                  + answers.to(first).accepted().map(Name::name).orElse("")
                  + " and "
                  + answers.to(second).accepted().map(Name::name).orElse("");
            }),
        Tool.named("test_tool_with_task")
            .description("Asks within the request, then goes on as a task")
            .task(TaskPolicy.whenSlowerThan(Duration.ofMillis(200)).require())
            .handler((in, call) -> {
              String name =
                  call.elicit("user_name", "What is your name?", Name.class)
                      .accepted()
                      .map(Name::name)
                      .orElse("whoever");
              call.sleep(Duration.ofSeconds(1));
              return "Hello, " + name + "!";
            }));
  }
}
