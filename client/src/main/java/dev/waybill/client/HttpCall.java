package dev.waybill.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One HTTP request. The JDK's builder checks each header, and its client checks them all once more;
 * here that is left to the client.
 */
final class HttpCall extends HttpRequest {
  private final String method;
  private final URI uri;
  private final HttpHeaders headers;
  private final BodyPublisher body;

  /**
   * @param headers of the same name in any case, the later one counts
   */
  @SafeVarargs
  HttpCall(String method, URI uri, byte[] body, Map<String, String>... headers) {
    this.method = method;
    this.uri = uri;
    this.body = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map<String, String> some : headers) {
      for (Map.Entry<String, String> header : some.entrySet()) {
        all.put(header.getKey(), List.of(header.getValue()));
      }
    }
    this.headers = HttpHeaders.of(all, (name, value) -> true);
  }

  @Override
  public Optional<BodyPublisher> bodyPublisher() {
    return Optional.of(body);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.empty(); // Watch sees to that
  }

  @Override
  public boolean expectContinue() {
    return false;
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public Optional<HttpClient.Version> version() {
    return Optional.empty();
  }

  @Override
  public HttpHeaders headers() {
    return headers;
  }
}
