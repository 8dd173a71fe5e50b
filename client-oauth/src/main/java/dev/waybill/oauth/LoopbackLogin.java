package dev.waybill.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Receives the user on loopback (RFC 8252, section 7.3). */
record LoopbackLogin(Consumer<URI> show, int port, Duration limit) implements Login {
  private static final String PATH = "/callback";

  @Override
  public Visit open(Optional<URI> known) throws IOException {
    if (port == 0 && known.isPresent() && PATH.equals(known.get().getPath())) {
      try {
        return new Listening(known.get().getPort());
      } catch (IOException e) {
        // Somebody else has that port now; another one does, at the cost of a new registration.
      }
    }
    return new Listening(port);
  }

  private final class Listening implements Visit {
    private final HttpServer listener;
    private final CompletableFuture<URI> returned = new CompletableFuture<>();
    private volatile String state = "";

    Listening(int port) throws IOException {
      listener =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      listener.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      listener.createContext("/", this::receive);
      listener.start();
    }

    @Override
    public URI redirectUri() {
      return URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + PATH);
    }

    @Override
    public URI visit(URI authorizationUrl) throws IOException, InterruptedException {
      state = state(authorizationUrl);
      try {
        show.accept(authorizationUrl);
        return returned.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (UncheckedIOException e) {
        throw new IOException(
            "no browser can be opened here; use Login.loopback and show the URL to the user", e);
      } catch (TimeoutException e) {
        throw new IOException(
            "the user did not come back within " + limit.toSeconds() + " seconds; log in again");
      } catch (ExecutionException e) {
        throw new IOException("the login was given up");
      }
    }

    /** Whoever does not know the state is not the user coming back, and ends nothing. */
    private void receive(HttpExchange exchange) throws IOException {
      URI uri = exchange.getRequestURI();
      boolean expected =
          exchange.getRequestMethod().equals("GET")
              && PATH.equals(uri.getPath())
              && AuthorizationRequest.same(state, state(uri));
      answer(
          exchange,
          expected ? 200 : 400,
          expected
              ? "You have come back to the application; this window can be closed."
              : "This is no answer to the login that is under way.");
      if (expected) {
        returned.complete(redirectUri().resolve("?" + uri.getRawQuery()));
      }
    }

    private static String state(URI uri) {
      return Form.decode(uri.getRawQuery()).orElse(Map.of()).getOrDefault("state", "");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
      byte[] page =
          ("<!doctype html><meta charset=utf-8><title>Login</title><p>" + text)
              .getBytes(StandardCharsets.UTF_8);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", "text/html; charset=utf-8");
      headers.set("Cache-Control", "no-store");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Connection", "close");
      exchange.sendResponseHeaders(status, page.length);
      try (exchange) {
        exchange.getResponseBody().write(page);
      }
    }

    @Override
    public void close() {
      returned.cancel(false);
      listener.stop(0);
    }
  }
}
