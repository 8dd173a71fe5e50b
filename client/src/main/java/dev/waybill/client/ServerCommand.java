package dev.waybill.client;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server to start as a child process and to speak to over its standard input and output.
 *
 * @param environment variables added to the few that every process needs ({@code PATH}, {@code
 *     HOME}, …); nothing else of this process's environment is handed on
 * @param directory where it is started; where this process runs when null
 */
public record ServerCommand(
    List<String> command, Map<String, String> environment, @Nullable Path directory) {

  public ServerCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command has at least the program's name");
    }
  }

  /** A program and its arguments. */
  public static ServerCommand of(String... command) {
    return new ServerCommand(List.of(command), Map.of(), null);
  }

  /** With one more environment variable. */
  public ServerCommand environment(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new ServerCommand(command, more, directory);
  }

  /** Started in another directory. */
  public ServerCommand in(Path other) {
    return new ServerCommand(command, environment, other);
  }

  Optional<Path> where() {
    return Optional.ofNullable(directory);
  }

  /** The program's name; its arguments and environment may hold secrets. */
  String program() {
    Path file = Path.of(command.getFirst()).getFileName();
    return file == null ? command.getFirst() : file.toString();
  }

  /** Without arguments and environment. */
  @Override
  public String toString() {
    return "ServerCommand[" + program() + "]";
  }
}
