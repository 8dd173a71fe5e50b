package dev.waybill.oauth;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a user gets to the authorization server and back. {@link #browser} suits programs on the
 * user's own machine; others pass a {@link #callback}.
 */
public interface Login {
  /**
   * Makes ready for one login.
   *
   * @param known a redirect URI that the authorization server knows from before; using it again
   *     spares registering the client anew
   */
  Visit open(Optional<URI> known) throws IOException;

  /** One login of one user. */
  interface Visit extends AutoCloseable {
    /** Where the authorization server sends the user back to. */
    URI redirectUri();

    /**
     * Sends the user to the authorization server and waits for their return.
     *
     * @param authorizationUrl an https URL, or http on this machine
     * @return the redirect URI with the query that the user came back with
     * @throws IOException when the user did not come back; the message is for the user to read
     */
    URI visit(URI authorizationUrl) throws IOException, InterruptedException;

    @Override
    default void close() {}
  }

  /** Gives the user an authorization URL and answers where they were sent back. */
  @FunctionalInterface
  interface Callback {
    URI visit(URI authorizationUrl) throws IOException, InterruptedException;
  }

  /** The system's browser, and a listener on loopback; the user has five minutes. */
  static Login browser() {
    return loopback(new Browser(), 0, Duration.ofMinutes(5));
  }

  /**
   * The same, with the URL told as well, for users whose browser does not open by itself.
   *
   * @param show prints the authorization URL; it holds no token
   */
  static Login browser(Consumer<URI> show) {
    return loopback(show.andThen(new Browser()::tryOpening), 0, Duration.ofMinutes(5));
  }

  /**
   * A listener on loopback, and a way of its own to show the URL.
   *
   * @param show opens or prints the authorization URL; must not block
   * @param port where to listen; 0 for any free port, which RFC 8252 has authorization servers
   *     accept
   * @param limit how long the user may take
   */
  static Login loopback(Consumer<URI> show, int port, Duration limit) {
    return new LoopbackLogin(show, port, limit);
  }

  /**
   * For applications that receive users by themselves, and for those without any.
   *
   * @param redirectUri where users come back to: https, or http on loopback, or an own scheme
   */
  static Login callback(URI redirectUri, Callback callback) {
    return known ->
        new Visit() {
          @Override
          public URI redirectUri() {
            return redirectUri;
          }

          @Override
          public URI visit(URI authorizationUrl) throws IOException, InterruptedException {
            return callback.visit(authorizationUrl);
          }
        };
  }
}
