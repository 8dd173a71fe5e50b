package dev.waybill.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a client's HTTP requests their authorization and answers the server's challenges. One
 * instance serves all threads of a client.
 */
public interface Authorizer {
  /**
   * An HTTP request to the server, before it is sent.
   *
   * @param method the HTTP method, in upper case
   * @param uri where it goes
   */
  record Outgoing(String method, URI uri) {}

  /**
   * What the server answered.
   *
   * @param status the HTTP status
   * @param headers by name in lower case
   * @param sent the headers that {@link #headers} gave for the request
   * @param attempt how many times this request was sent already, at least 1
   */
  record Answered(
      int status, Map<String, List<String>> headers, Map<String, String> sent, int attempt) {}

  /**
   * The headers to add to a request; asked anew each time it is sent. May block, to obtain or renew
   * a token.
   *
   * @throws AuthorizationException when the request cannot be authorized
   */
  Map<String, String> headers(Outgoing request);

  /**
   * Hears of every answer (nonces come in any of them) and says whether to send the request again,
   * with new headers: after a 401 or 403 that could be met. May block, for as long as a user takes
   * to log in.
   *
   * @throws AuthorizationException when the challenge cannot be met
   */
  boolean again(Outgoing request, Answered answer);

  /**
   * Names the authorization that requests have now, without revealing it: answers that are private
   * to it are cached under this name. Changes when another account is in use, not when a token is
   * renewed.
   */
  String context();

  /**
   * The protocol extensions that this way of authorization follows, such as {@code
   * io.modelcontextprotocol/oauth-client-credentials}; the client declares them with every request.
   */
  default Set<String> extensions() {
    return Set.of();
  }
}
