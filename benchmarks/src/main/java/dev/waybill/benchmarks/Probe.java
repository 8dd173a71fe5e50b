package dev.waybill.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Asks one question over a connection of its own, with as little in the way as there can be. */
final class Probe {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final String LENGTH = "content-length:";

  private Probe() {}

  /**
   * What came back.
   *
   * @param headers those lines that do not depend on the connection, without the length
   */
  record Answer(List<String> headers, byte[] body) {}

  /**
   * @throws IllegalStateException when the answer is not a success
   */
  static Answer ask(int port, Asked asked) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(asked.request(port));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String status = line(in);
      int length = 0;
      List<String> headers = new ArrayList<>();
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
          length = Integer.parseInt(header.substring(LENGTH.length()).strip());
        } else {
          headers.add(header);
        }
      }
      byte[] body = in.readNBytes(length);
      String text = new String(body, StandardCharsets.UTF_8);
      if (!status.contains(" 200 ") || !asked.isSuccess(text)) {
        throw new IllegalStateException("Not a success: " + status + "\n" + text);
      }
      return new Answer(headers, body);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The connection was closed in the middle of an answer");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
