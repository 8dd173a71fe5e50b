package dev.waybill.protocol;

import java.time.Duration;

/**
 * A document that anyone may read with a GET, such as a server card or an AI catalog: written in
 * one room, served by another, and never with a secret in it.
 *
 * @param path where it is served, from {@code /} on, encoded as in a request line
 * @param mediaType its {@code Content-Type}
 * @param body must not be changed any more
 * @param maxAge how long caches may keep it
 */
public record PublicDocument(String path, String mediaType, byte[] body, Duration maxAge) {

  public PublicDocument {
    if (!path.startsWith("/") || path.indexOf('?') >= 0 || !isPrintable(path)) {
      throw new IllegalArgumentException(
          "\"" + path + "\" is not the path of a document, like \"/.well-known/x.json\"");
    }
    if (!isPrintable(mediaType) || mediaType.indexOf('/') < 1) {
      throw new IllegalArgumentException(
          "\"" + mediaType + "\" is not a media type, like \"application/json\"");
    }
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge is " + maxAge + "; expected zero or more");
    }
  }

  /** The same document at another path. */
  public PublicDocument at(String other) {
    return new PublicDocument(other, mediaType, body, maxAge);
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 127);
  }
}
