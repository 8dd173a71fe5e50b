package dev.waybill.app;

import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path below the root, as plain names. Parsing is strict and looks at the text alone, before the
 * disk is touched: whatever some file system, shell or decoder might read as something else is
 * refused, even where this one would not. Files whose real names look like that cannot be reached.
 *
 * @param segments the names from the root down; empty for the root itself
 */
record RelativePath(List<String> segments) {
  static final RelativePath ROOT = new RelativePath(List.of());

  private static final int MAX_LENGTH = 1024;
  private static final int MAX_SEGMENTS = 64;
  private static final Pattern SCHEME =
      Pattern.compile("(?i)([a-z]|file|jar|[a-z][a-z0-9+.-]*(?=:/)):.*", Pattern.DOTALL);
  private static final Pattern ENCODED = Pattern.compile("%(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})");
  private static final boolean COLON_IS_SPECIAL =
      FileSystems.getDefault().getSeparator().equals("\\");

  RelativePath {
    segments = List.copyOf(segments);
  }

  /** Parses {@code logs/app.log}; the empty text and {@code .} are the root. */
  static RelativePath parse(String text) throws AccessRefused {
    if (text.isEmpty() || text.equals(".")) {
      return ROOT;
    }
    if (text.length() > MAX_LENGTH) {
      throw refused("it is longer than " + MAX_LENGTH + " characters");
    }
    if (text.startsWith("/")) {
      throw refused("it is absolute");
    }
    if (SCHEME.matcher(text).matches()) {
      throw refused("it is a URI or names a drive");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      String problem = problem(segment);
      if (problem != null) {
        throw refused(problem);
      }
      segments.add(segment);
    }
    if (segments.size() > MAX_SEGMENTS) {
      throw refused("it is deeper than " + MAX_SEGMENTS + " folders");
    }
    return new RelativePath(segments);
  }

  /** Whether a name found on the disk can be written as a segment of a path. */
  static boolean isPlain(String name) {
    return problem(name) == null;
  }

  RelativePath child(String name) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(name);
    return new RelativePath(longer);
  }

  boolean isRoot() {
    return segments.isEmpty();
  }

  /** The folder this path lies in; empty for the root. */
  Optional<RelativePath> parent() {
    return isRoot()
        ? Optional.empty()
        : Optional.of(new RelativePath(segments.subList(0, segments.size() - 1)));
  }

  /** The last name; empty for the root. */
  String name() {
    return isRoot() ? "" : segments.getLast();
  }

  @Override
  public String toString() {
    return String.join("/", segments);
  }

  private static @Nullable String problem(String segment) {
    if (segment.isEmpty()) {
      return "it has an empty segment";
    }
    if (segment.endsWith(".") || segment.endsWith(" ")) {
      return "it has a segment that ends in a dot or a space";
    }
    if (segment.indexOf('\\') >= 0) {
      return "it contains a backslash";
    }
    if (segment.indexOf('/') >= 0) {
      return "it contains a slash inside a segment";
    }
    if (COLON_IS_SPECIAL && segment.indexOf(':') >= 0) {
      return "it contains a colon";
    }
    if (ENCODED.matcher(segment).find()) {
      return "it contains a percent-encoded character";
    }
    if (segment.codePoints().anyMatch(RelativePath::isUnprintable)) {
      return "it contains a control character or broken text";
    }
    return null;
  }

  private static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static AccessRefused refused(String problem) {
    return new AccessRefused(
        "The path is refused: "
            + problem
            + ". Give a path relative to the root with plain names, such as logs/app.log.");
  }
}
