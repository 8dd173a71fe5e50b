package dev.waybill.fetch;

import dev.waybill.fetch.FetchException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;

/** One request over one connection to an address that was checked. */
final class Wire {
  private static final HttpProcessor RULES = HttpProcessors.client("Waybill");
  private static final DefaultBHttpClientConnectionFactory CONNECTIONS =
      DefaultBHttpClientConnectionFactory.builder()
          .http1Config(Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build())
          .build();

  private final Guard guard;
  private final SSLSocketFactory tls;
  private final int maxBytes;
  private final Duration timeLimit;

  Wire(Guard guard, SSLSocketFactory tls, int maxBytes, Duration timeLimit) {
    this.guard = guard;
    this.tls = tls;
    this.maxBytes = maxBytes;
    this.timeLimit = timeLimit;
  }

  /** A request as it is sent; no body when it is empty and the method is GET. */
  record Outgoing(String method, URI uri, Map<String, String> headers, byte[] body) {}

  /**
   * Only the socket is closed in the end. Closing what the library reads from would first read it
   * to its end, which need not come.
   */
  Fetched send(Outgoing request) throws IOException, HttpException {
    try (Socket socket = connect(request.uri())) {
      HttpClientConnection connection = connection(request.uri(), socket);
      var executor = new HttpRequestExecutor();
      var context = HttpCoreContext.create();
      var message = message(request);
      executor.preProcess(message, RULES, context);
      ClassicHttpResponse response = executor.execute(message, connection, context);
      return new Fetched(
          request.uri(), response.getCode(), headers(response), body(request.uri(), response));
    }
  }

  private Socket connect(URI uri) throws IOException {
    IOException failure = null;
    for (InetAddress address : guard.addresses(uri)) {
      // A proxy would look the name up again, and decide for itself where it leads.
      Socket socket = new Socket(Proxy.NO_PROXY);
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(millis());
        socket.connect(new InetSocketAddress(address, port(uri)), millis());
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure == null ? new IOException("no address") : failure;
  }

  private HttpClientConnection connection(URI uri, Socket socket) throws IOException {
    if (!Guard.secure(uri)) {
      return CONNECTIONS.createConnection(socket);
    }
    SSLSocket secure =
        (SSLSocket) tls.createSocket(socket, Guard.bare(Guard.host(uri)), port(uri), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return CONNECTIONS.createConnection(secure, socket);
  }

  private static BasicClassicHttpRequest message(Outgoing request) {
    URI uri = request.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    var message =
        new BasicClassicHttpRequest(
            request.method(),
            new HttpHost(uri.getScheme(), Guard.bare(Guard.host(uri)), uri.getPort()),
            path + query);
    message.setHeader("Accept-Encoding", "gzip");
    message.setHeader("Connection", "close");
    String type = null;
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase("content-type")) {
        type = header.getValue();
      } else {
        message.setHeader(header.getKey(), header.getValue());
      }
    }
    if (!request.method().equals("GET")) {
      ContentType content =
          type == null ? ContentType.APPLICATION_OCTET_STREAM : ContentType.parse(type);
      message.setEntity(new ByteArrayEntity(request.body(), content));
    }
    return message;
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.getValue() == null ? "" : header.getValue());
    }
    return headers;
  }

  private byte[] body(URI uri, ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    byte[] raw = bounded(uri, entity.getContent());
    String encoding = entity.getContentEncoding();
    if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
      return raw;
    }
    if (!encoding.equalsIgnoreCase("gzip") && !encoding.equalsIgnoreCase("x-gzip")) {
      throw new FetchException(
          Reason.BAD_ANSWER,
          Guard.authority(uri),
          "answered with a content encoding that was not asked for; only gzip is read.");
    }
    try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(raw))) {
      return bounded(uri, content);
    }
  }

  private byte[] bounded(URI uri, InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new FetchException(
          Reason.TOO_LARGE,
          Guard.authority(uri),
          "the answer is longer than the "
              + maxBytes
              + " bytes allowed; raise the limit if such documents are expected.");
    }
    return bytes;
  }

  private int millis() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeLimit.toMillis()));
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return Guard.secure(uri) ? 443 : 80;
  }
}
