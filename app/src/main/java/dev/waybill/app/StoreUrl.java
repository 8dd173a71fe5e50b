package dev.waybill.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where tasks are kept, as a user names it. What it says of itself holds no password. */
sealed interface StoreUrl {
  /** The environment variable that names it where no option does. */
  String VARIABLE = "WAYBILL_STORE";

  /** What is used when nothing names another. */
  String DEFAULT = "waybill.db";

  /** A file. */
  record Sqlite(Path path) implements StoreUrl {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** What can be given, for people. */
  String FORMS = "a path or sqlite:PATH";

  /**
   * Reads a URL, or a path alone.
   *
   * @throws IllegalArgumentException when no kind of store is named so; never repeats a password
   */
  static StoreUrl parse(String text) {
    Matcher url = Syntax.URL.matcher(text);
    String scheme = url.matches() ? url.group(1).toLowerCase(Locale.ROOT) : "";
    return switch (scheme) {
      case "" -> path(text);
      case "sqlite" -> path(url.group(2).replaceFirst("^//(?=/)", ""));
      default ->
          throw new IllegalArgumentException(
              "'" + Printable.of(scheme) + "' is no kind of task store; give " + FORMS);
    };
  }

  /**
   * What an option names, or else the environment, or else the default.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  static StoreUrl chosen(@Nullable String option) {
    String named = option != null ? option : System.getenv(VARIABLE);
    return parse(named == null || named.isBlank() ? DEFAULT : named);
  }

  private static StoreUrl path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("No task store is named; give " + FORMS);
    }
    try {
      return new Sqlite(Path.of(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("The task store is no path; give " + FORMS, e);
    }
  }

  /** How URLs are taken apart. */
  final class Syntax {
    /** One letter before the colon is a drive. */
    private static final Pattern URL =
        Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

    private Syntax() {}
  }
}
