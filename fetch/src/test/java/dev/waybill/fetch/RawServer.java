package dev.waybill.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A server on loopback that answers whatever bytes a test wants, and remembers what it was sent.
 */
final class RawServer implements AutoCloseable {
  /** Answers one connection whose request head was read. */
  interface Answer {
    void to(String head, InputStream in, OutputStream out) throws Exception;
  }

  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Opens when an answer has come to its end, or was broken off by the client. */
  final CountDownLatch answered = new CountDownLatch(1);

  private final ServerSocket listener;

  RawServer(Answer answer) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
  }

  RawServer(ServerSocket listener, Answer answer) {
    this.listener = listener;
    Thread.ofVirtual().start(() -> accept(answer));
  }

  static RawServer saying(String text) throws IOException {
    return new RawServer((head, in, out) -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void accept(Answer answer) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket, answer));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Answer answer) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      requests.add(head.toString());
      try {
        answer.to(head.toString(), in, socket.getOutputStream());
      } finally {
        answered.countDown();
      }
    } catch (Exception e) {
      // The client is gone, as some tests want it to be.
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
