package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.client.RemoteTask;
import dev.waybill.client.TaskHandle;
import dev.waybill.tasks.TaskStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill task}: takes up a task of a server that {@code waybill call --start} began. */
@Command(
    name = "task",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Shows how a task of an MCP server stands, waits for it, or has it cancelled.",
    footer = {
      "",
      "Examples:",
      "  task=$(waybill call https://mcp.example.com/mcp reindex --start)",
      "  waybill task https://mcp.example.com/mcp $task",
      "  waybill task https://mcp.example.com/mcp $task --await",
      "",
      ServerCommands.EXIT_CODES
    })
final class TaskCommand extends ServerCommands {
  @Parameters(
      index = "1",
      paramLabel = "TASK",
      description = "The task's id, or what 'waybill call --start --json' printed")
  private String task = "";

  @ArgGroup private @Nullable Deed deed;

  /** What is done besides looking; one of them. */
  static final class Deed {
    @Option(names = "--await", description = "Answer its questions, wait, and print its result")
    private boolean await;

    @Option(names = "--cancel", description = "Ask the server to end it")
    private boolean cancel;
  }

  @Override
  int run(McpClient client) {
    TaskHandle handle = handle(client.with(server().options()));
    Deed asked = deed;
    if (asked != null && asked.await) {
      return print(handle.await());
    }
    if (asked != null && asked.cancel) {
      handle.cancel();
    }
    RemoteTask state =
        handle
            .status()
            .orElseThrow(() -> wrong("TASK was done at once, so there is no task of it"));
    if (server().json()) {
      printJson(state);
    } else {
      show(state);
    }
    return 0;
  }

  private TaskHandle handle(McpClient client) {
    try {
      return task.startsWith("{") ? client.resume(task) : client.task(task);
    } catch (IllegalArgumentException e) {
      throw wrong("TASK: " + e.getMessage());
    }
  }

  private void show(RemoteTask state) {
    TextTable table = table("TASK", "STATE", "UPDATED", "MESSAGE");
    TaskStatus colour = TaskStatus.valueOf(state.status().name());
    out()
        .print(
            table
                .row(
                    colour,
                    line(state.taskId()),
                    line(colour.name().toLowerCase(Locale.ROOT)),
                    line(state.lastUpdatedAt()),
                    line(state.statusMessage()))
                .text());
    ObjectNode questions = state.inputRequests();
    if (questions != null) {
      for (JsonNode question : questions) {
        out().println("It asks: " + line(question.path("params").path("message").asString("")));
      }
      out().println("Answer with --await.");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }
}
