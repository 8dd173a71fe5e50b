package dev.waybill.app;

import java.net.URI;
import java.net.URISyntaxException;
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

  /** What can be given, for people. */
  String FORMS =
      "a path or sqlite:PATH, postgresql://USER@HOST/DATABASE, redis://HOST or rediss://HOST";

  /** One letter before the colon is a drive. */
  Pattern SYNTAX = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

  /** A file. */
  record Sqlite(Path path) implements StoreUrl {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** A database of a PostgreSQL server. */
  record Postgresql(String url) implements StoreUrl {
    @Override
    public String toString() {
      return withoutSecrets(url);
    }
  }

  /** A Redis server, or one of a cluster. */
  record Redis(String url) implements StoreUrl {
    @Override
    public String toString() {
      return withoutSecrets(url);
    }
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

  /**
   * Reads a URL, or a path alone.
   *
   * @throws IllegalArgumentException when no kind of store is named so; never repeats a password
   */
  static StoreUrl parse(String text) {
    Matcher url = SYNTAX.matcher(text);
    String scheme = url.matches() ? url.group(1).toLowerCase(Locale.ROOT) : "";
    return switch (scheme) {
      case "" -> path(text);
      case "sqlite" -> path(url.group(2).replaceFirst("^//(?=/)", ""));
      case "postgresql", "postgres" -> new Postgresql(text);
      case "redis", "rediss" -> new Redis(text);
      default ->
          throw new IllegalArgumentException(
              "'" + Printable.of(scheme) + "' is no kind of task store; give " + FORMS);
    };
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

  /** Only what certainly is a host and a path: in URLs with mistakes, passwords hide anywhere. */
  private static String withoutSecrets(String url) {
    String scheme = url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost() + port + uri.getRawPath();
      }
    } catch (URISyntaxException e) {
      // nothing more is said of it
    }
    return scheme + "://…";
  }
}
