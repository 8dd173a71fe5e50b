package dev.waybill.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts, one a transition; the text of those on tasks begins with what they share. */
enum Script {
  ANSWER,
  CANCEL,
  CLAIM,
  CREATE,
  FIND,
  LIST,
  PARK,
  PEEK,
  POSTPONE,
  PURGE,
  QUESTIONS,
  QUEUED,
  RECORD,
  RENEW,
  REPORT,
  RETRY,
  SETTLE,
  SWEEP,
  TAKE,
  TALLY,
  PUT(""),
  APPEND("");

  private final String text;
  private final String digest;

  Script() {
    this(read("task"));
  }

  Script(String shared) {
    text = shared + read(name().toLowerCase(Locale.ROOT));
    digest = HexFormat.of().formatHex(sha1(text.getBytes(StandardCharsets.UTF_8)));
  }

  String text() {
    return text;
  }

  /** What the server knows it by once it has seen its text. */
  String digest() {
    return digest;
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException(name + ".lua is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + ".lua cannot be read", e);
    }
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }
}
