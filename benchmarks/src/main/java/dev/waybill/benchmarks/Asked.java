package dev.waybill.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTP request that is sent over and over. */
interface Asked {
  /** The HTTP method. */
  String verb();

  String path();

  Map<String, String> headers();

  /** Empty for none. */
  String body();

  /** Whether an answer of status 200 is a success. */
  boolean isSuccess(String answer);

  /** The whole request as it goes over an HTTP/1.1 connection. */
  default byte[] request(int port) {
    StringBuilder text =
        new StringBuilder(verb() + " " + path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port);
    headers().forEach((key, value) -> text.append("\r\n" + key + ": " + value));
    if (!body().isEmpty()) {
      text.append("\r\nContent-Length: " + body().length());
    }
    text.append("\r\n\r\n" + body());
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
