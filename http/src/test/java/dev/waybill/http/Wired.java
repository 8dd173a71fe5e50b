package dev.waybill.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to, and reads HTTP/1.1 answers. */
final class Wired implements AutoCloseable {
  final Socket socket;
  final InputStream in;
  private final OutputStream out;

  record Response(int status, Map<String, String> headers, byte[] bytes) {
    String body() {
      return new String(bytes, UTF_8);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  Wired(HttpEndpoint endpoint) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), endpoint.port()));
  }

  Wired(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /**
   * A client whose kernel takes little for it, so that a server soon notices when it does not read.
   */
  static Wired narrow(HttpEndpoint endpoint) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()));
    return new Wired(socket);
  }

  /** A good POST, with more header lines, each ended by CRLF. */
  static String post(String body, String moreHeaders) {
    return "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Accept: application/json, text/event-stream\r\n"
        + moreHeaders
        + "Content-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String post(String body) {
    return post(body, "");
  }

  Wired write(String bytes) throws IOException {
    return write(bytes.getBytes(ISO_8859_1));
  }

  Wired write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  Response exchange(String request) throws IOException {
    return write(request).response();
  }

  /** Reads one answer, by its length or its chunks. */
  Response response() throws IOException {
    Response head = head();
    byte[] body;
    if (head.header("transfer-encoding").equals("chunked")) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
        all.writeBytes(chunk.getBytes(ISO_8859_1));
      }
      body = all.toByteArray();
    } else if (head.headers().containsKey("content-length")) {
      body = in.readNBytes(Integer.parseInt(head.header("content-length")));
    } else {
      body = new byte[0];
    }
    return new Response(head.status(), head.headers(), body);
  }

  Response head() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return new Response(status, headers, new byte[0]);
  }

  /** The content of the next chunk; empty for the last one. */
  String chunk() throws IOException {
    int size = Integer.parseInt(line(), 16);
    String content = new String(in.readNBytes(size), ISO_8859_1);
    line();
    return content;
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The connection ended after '" + line + "'");
      }
      line.append((char) c);
    }
    if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
      return line.toString();
    }
    return line.substring(0, line.length() - 1);
  }

  /** Whether the server ended the connection, after what was not read yet. */
  boolean ended() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
