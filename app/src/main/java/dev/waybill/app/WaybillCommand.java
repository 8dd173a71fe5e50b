package dev.waybill.app;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code waybill} command. */
@Command(
    name = "waybill",
    description = "The Model Context Protocol as ordinary HTTP infrastructure.",
    version = "waybill " + Version.CURRENT,
    mixinStandardHelpOptions = true,
    subcommands = {
      DemoCommand.class,
      CardCommand.class,
      DiscoverCommand.class,
      CallCommand.class,
      ToolsCommand.class,
      ResourcesCommand.class,
      PromptsCommand.class,
      ReadCommand.class,
      PromptCommand.class,
      ListenCommand.class,
      AutoComplete.GenerateCompletion.class,
      ConfigCommand.class
    })
final class WaybillCommand {
  private WaybillCommand() {}

  /** Exits with 0, 1 when a command failed, 2 for wrong arguments. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new WaybillCommand())
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          String message = failure.getMessage();
          command.getErr().println("waybill: " + (message == null ? failure : message));
          return 1;
        });
  }
}
