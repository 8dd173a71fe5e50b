package dev.waybill.app;

import dev.waybill.protocol.Json;
import dev.waybill.server.KeyRing;
import dev.waybill.tasks.TaskStoreException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all of {@code waybill tasks} have in common: a store, an output, exit codes. */
@Command(mixinStandardHelpOptions = true, version = "waybill " + Version.CURRENT)
abstract class TasksVerb implements Callable<Integer> {
  static final int DONE = 0;
  static final int NOTHING_DONE = 1;
  static final int NO_STORE = 3;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "Where the tasks are: "
              + StoreUrl.FORMS
              + " (default: $"
              + StoreUrl.VARIABLE
              + ", else "
              + StoreUrl.DEFAULT
              + " in this folder)")
  private @Nullable String store;

  @Option(names = "--json", description = "Answer in JSON")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /** Does it and returns the exit code. */
  abstract int run(OpenedStore opened) throws Exception;

  /** Refuses what can be seen to be wrong before a store is opened. */
  void check() {}

  @Override
  public final Integer call() throws Exception {
    check();
    try (OpenedStore opened = opened()) {
      return run(opened);
    } catch (TaskStoreException e) {
      error(problem(e));
      return NO_STORE;
    }
  }

  private OpenedStore opened() {
    try {
      return OpenedStore.openExisting(StoreUrl.chosen(store));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** The keys of the workers, where they are given. */
  final Optional<KeyRing> keys() {
    try {
      return SharedKeys.fromEnvironment();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  static String problem(TaskStoreException e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return e.getMessage() + (first == e ? "" : ": " + first.getMessage());
  }

  final ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  final boolean isJson() {
    return json;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final TextTable table(String... heads) {
    return new TextTable(Terminal.standardOutput(), heads);
  }

  final void print(TextTable table) {
    table.lines().forEach(out()::println);
    out().flush();
  }

  final void print(String line) {
    out().println(Printable.of(line));
    out().flush();
  }

  /** Prints a JSON document. */
  final void print(JsonNode document) {
    out().println(Printable.of(Json.mapper().writeValueAsString(document)));
    out().flush();
  }

  final void error(String problem) {
    spec.commandLine().getErr().println("waybill: " + Printable.of(problem));
    spec.commandLine().getErr().flush();
  }

  static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }
}
