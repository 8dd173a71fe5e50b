package dev.waybill.app;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code waybill} command. */
@Command(
    name = "waybill",
    description = "The Model Context Protocol as ordinary HTTP infrastructure.",
    version = "waybill " + Version.CURRENT,
    mixinStandardHelpOptions = true)
final class WaybillCommand {
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private WaybillCommand() {}

  /** Exits with 0, 1 when a command failed, 2 for wrong arguments. */
  public static void main(String[] args) {
    if (!isDemo(args) && System.getProperty(LOG_LEVEL) == null) {
      // What is logged for those who run servers is noise between the lines of a command.
      System.setProperty(LOG_LEVEL, "error");
    }
    System.exit(commandLine(args).execute(args));
  }

  private static boolean isDemo(String[] args) {
    return args.length > 0 && args[0].equals("demo");
  }

  /** With the commands that the arguments may name: the demo's start is spared the others. */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new WaybillCommand()).addSubcommand(new DemoCommand());
    if (!isDemo(args)) {
      line.addSubcommand(new TasksCommand())
          .addSubcommand(new CardCommand())
          .addSubcommand(new DiscoverCommand())
          .addSubcommand(new CallCommand())
          .addSubcommand(new TaskCommand())
          .addSubcommand(new ToolsCommand())
          .addSubcommand(new ResourcesCommand())
          .addSubcommand(new ReadCommand())
          .addSubcommand(new PromptsCommand())
          .addSubcommand(new PromptCommand())
          .addSubcommand(new ListenCommand())
          .addSubcommand(new ConfigCommand())
          .addSubcommand(new AutoComplete.GenerateCompletion());
    }
    return line.setExecutionExceptionHandler((failure, command, parsed) -> {
      String message = failure.getMessage();
      command.getErr().println("waybill: " + (message == null ? failure : message));
      return 1;
    });
  }
}
