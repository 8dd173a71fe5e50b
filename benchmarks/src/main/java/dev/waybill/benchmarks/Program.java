package dev.waybill.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java program of this module, ready to be launched with the class path this process has. */
record Program(Class<?> main, Core core, List<String> flags, List<String> args) {
  private static final List<String> SERVER_FLAGS = serverFlags();

  /**
   * Those that {@code ./waybill} uses, and the size of the heap. Without {@code -Xms} that begins
   * with a share of the machine's memory, which the JVM never gives back.
   */
  private static List<String> serverFlags() {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return List.copyOf(flags);
  }

  /** The server with all its tools. */
  static Program waybill() {
    return new Program(WaybillServer.class, Core.SERVER, SERVER_FLAGS, List.of());
  }

  /** The server with all its tools and a card. */
  static Program waybillWithCard() {
    return new Program(
        WaybillServer.class, Core.SERVER, SERVER_FLAGS, List.of("50", WaybillServer.CARD));
  }

  /** The server with the one tool that is called, as the yardstick has one answer. */
  static Program waybillOfOneTool() {
    return new Program(WaybillServer.class, Core.SERVER, SERVER_FLAGS, List.of("1"));
  }

  /**
   * @param answer the file with the body it answers everything with
   */
  static Program bare(Bare kind, Path answer) {
    return new Program(
        BareServer.class, Core.SERVER, SERVER_FLAGS, List.of(kind.name(), answer.toString()));
  }

  /** The same with one more flag; of two that contradict each other the later one counts. */
  Program with(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new Program(main, core, more, args);
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(args);
    return core.run(command);
  }
}
