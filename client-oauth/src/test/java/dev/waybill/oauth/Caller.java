package dev.waybill.oauth;

import dev.waybill.client.Authorizer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Sends requests as a client does, asking an authorizer before and after each. */
record Caller(Authorizer authorizer) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A user who consents to everything, at once. */
  static Login consenting() {
    return Login.callback(
        URI.create("http://127.0.0.1:9876/callback"),
        url -> {
          HttpResponse<String> answer =
              HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
          return answer
              .headers()
              .firstValue("location")
              .map(URI::create)
              .orElseThrow(() -> new IOException("no redirect"));
        });
  }

  int call(URI uri) {
    Authorizer.Outgoing outgoing = new Authorizer.Outgoing("POST", uri);
    for (int attempt = 1; ; attempt++) {
      Map<String, String> headers = authorizer.headers(outgoing);
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{}"));
      headers.forEach(request::setHeader);
      HttpResponse<String> response;
      try {
        response = HTTP.send(request.build(), BodyHandlers.ofString());
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
      Authorizer.Answered answered =
          new Authorizer.Answered(
              response.statusCode(), response.headers().map(), headers, attempt);
      if (!authorizer.again(outgoing, answered)) {
        return response.statusCode();
      }
    }
  }
}
