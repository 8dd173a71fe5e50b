package dev.waybill.app;

import java.util.Locale;
import java.util.Map;

/**
 * What a file holds, guessed from its name and its first bytes.
 *
 * @param mimeType the media type, such as {@code text/plain}
 * @param text whether it can be shown as UTF-8 text
 */
record ContentType(String mimeType, boolean text) {
  /** As many bytes of the start of a file as a guess can use. */
  static final int SAMPLE = 8192;

  private static final Map<String, String> TEXT =
      Map.ofEntries(
          Map.entry("csv", "text/csv"),
          Map.entry("css", "text/css"),
          Map.entry("htm", "text/html"),
          Map.entry("html", "text/html"),
          Map.entry("js", "text/javascript"),
          Map.entry("json", "application/json"),
          Map.entry("jsonl", "application/jsonl"),
          Map.entry("md", "text/markdown"),
          Map.entry("ndjson", "application/x-ndjson"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("toml", "application/toml"),
          Map.entry("xml", "application/xml"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("yml", "application/yaml"));
  private static final Map<String, String> BINARY =
      Map.of(
          "bz2", "application/x-bzip2",
          "gif", "image/gif",
          "gz", "application/gzip",
          "jar", "application/java-archive",
          "jpg", "image/jpeg",
          "pdf", "application/pdf",
          "png", "image/png",
          "tar", "application/x-tar",
          "zip", "application/zip",
          "zst", "application/zstd");

  /**
   * Guesses from the name and the first bytes; the bytes decide between text and binary.
   *
   * @param head the start of the file, of which {@code length} bytes count
   */
  static ContentType guess(String name, byte[] head, int length) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (isText(head, length)) {
      return new ContentType(TEXT.getOrDefault(extension, "text/plain"), true);
    }
    return new ContentType(BINARY.getOrDefault(extension, "application/octet-stream"), false);
  }

  /**
   * Whether bytes read as text: no NUL, and hardly anything that is neither UTF-8 nor a common
   * control character. A log with a few broken bytes stays a log.
   */
  static boolean isText(byte[] bytes, int length) {
    int odd = 0;
    for (int i = 0; i < length; ) {
      int b = bytes[i] & 0xff;
      if (b == 0) {
        return false;
      }
      if (b >= 0x80) {
        int size = utf8Length(bytes, i, length);
        odd += size == 0 ? 1 : 0;
        i += Math.max(size, 1);
      } else {
        odd += b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b ? 1 : 0;
        i++;
      }
    }
    return odd * 50 <= length;
  }

  /** The length of the UTF-8 sequence at {@code i}, 0 if there is none; cut at the end is well. */
  private static int utf8Length(byte[] bytes, int i, int length) {
    int lead = bytes[i] & 0xff;
    int size = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (size == 0 || lead > 0xf4) {
      return 0;
    }
    for (int j = i + 1; j < i + size && j < length; j++) {
      if ((bytes[j] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return Math.min(size, length - i);
  }
}
