package dev.waybill.app;

import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that select tasks. */
final class TaskSelection {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      converter = State.class,
      description = "Only: working, input_required, completed, failed or cancelled")
  private @Nullable TaskStatus state;

  @Option(names = "--tool", paramLabel = "NAME", description = "Only calls of this tool")
  private @Nullable String tool;

  @Option(
      names = "--principal",
      paramLabel = "ID",
      description = "Only of this principal; \"\" for those without one")
  private @Nullable String principal;

  @Option(
      names = "--older",
      paramLabel = "AGE",
      converter = Age.class,
      description = "Only created at least this long ago: 45s, 90m, 12h, 7d")
  private @Nullable Duration older;

  TaskFilter filter() {
    return new TaskFilter(
        Optional.ofNullable(state),
        Optional.ofNullable(tool),
        Optional.ofNullable(principal),
        Optional.ofNullable(older));
  }

  private static final class State implements ITypeConverter<TaskStatus> {
    @Override
    public TaskStatus convert(String text) {
      String name = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
      return Arrays.stream(TaskStatus.values())
          .filter(status -> status.wireName().equals(name))
          .findAny()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'"
                      + Printable.of(text)
                      + "' is no state; give one of "
                      + Arrays.stream(TaskStatus.values())
                          .map(TaskStatus::wireName)
                          .collect(Collectors.joining(", "))));
    }
  }
}
