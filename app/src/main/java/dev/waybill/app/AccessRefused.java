package dev.waybill.app;

import java.io.IOException;

/**
 * A file that may not be touched, or cannot be worked on. The message is safe to show to any
 * client: it names at most the path the client itself gave, never where the root lies. For the same
 * reason there is no cause.
 */
final class AccessRefused extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 200;

  AccessRefused(String message) {
    super(message);
  }

  static AccessRefused missing(RelativePath path) {
    return new AccessRefused(
        "There is no file or folder '"
            + shown(path)
            + "' under the root. List the files to see the"
            + " names.");
  }

  static AccessRefused link(RelativePath path) {
    return new AccessRefused(
        "'"
            + shown(path)
            + "' is or passes through a symbolic link. Links are not followed; give"
            + " the path of the file itself.");
  }

  static AccessRefused notFile(RelativePath path) {
    return new AccessRefused(
        "'" + shown(path) + "' is not a regular file. Give the path of a file.");
  }

  static AccessRefused notFolder(RelativePath path) {
    return new AccessRefused("'" + shown(path) + "' is not a folder. Give the path of a folder.");
  }

  static AccessRefused unreadable(RelativePath path) {
    return new AccessRefused(
        "'" + shown(path) + "' cannot be opened by the server. Check its permissions.");
  }

  private static String shown(RelativePath path) {
    String text = path.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
