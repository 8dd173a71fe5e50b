package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Users are received on loopback, and only those who left from here. */
class LoopbackLoginTest {
  private static final HttpClient FOLLOWING =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

  /** A browser that follows the authorization server back to the listener. */
  static void consent(URI url) {
    get(url);
  }

  private static HttpResponse<String> get(URI url) {
    try {
      return FOLLOWING.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Login.Visit open(Consumer<URI> show) throws IOException {
    return Login.loopback(show, 0, Duration.ofMinutes(1)).open(Optional.empty());
  }

  @Test
  void a_user_comes_back_through_the_browser() throws Exception {
    try (AuthServer auth = new AuthServer();
        Resource resource = new Resource(auth)) {
      Login login =
          Login.loopback(
              url -> Thread.ofVirtual().start(() -> consent(url)), 0, Duration.ofMinutes(1));
      OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
      assertThat(new Caller(oauth).call(resource.mcp())).isEqualTo(200);
      URI redirect = URI.create(auth.to("/authorize").getFirst().query().get("redirect_uri"));
      assertThat(redirect.getHost()).isEqualTo("127.0.0.1");
      assertThatThrownBy(() ->
              FOLLOWING.send(HttpRequest.newBuilder(redirect).build(), BodyHandlers.ofString()))
          .as("the listener is gone")
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void strangers_do_not_end_a_login() throws Exception {
    StringBuilder seen = new StringBuilder();
    Login.Visit[] visit = new Login.Visit[1];
    Consumer<URI> show =
        url ->
            Thread.ofVirtual()
                .start(() -> {
                  String base = visit[0].redirectUri().toString();
                  for (String bad :
                      new String[] {
                        "?code=evil", "?code=evil&state=guess", "?state=", "/x?code=1&state=right"
                      }) {
                    seen.append(get(URI.create(base + bad)).statusCode()).append(' ');
                  }
                  get(URI.create(base + "?code=good&state=right"));
                });
    visit[0] = open(show);
    try (Login.Visit open = visit[0]) {
      URI back = open.visit(URI.create("https://auth.example.com/authorize?state=right"));
      assertThat(back.getRawQuery()).isEqualTo("code=good&state=right");
      assertThat(seen.toString()).isEqualTo("400 400 400 400 ");
    }
  }

  @Test
  void the_page_shows_no_code_and_is_not_kept() throws Exception {
    HttpResponse<?>[] page = new HttpResponse<?>[1];
    Login.Visit[] visit = new Login.Visit[1];
    Thread[] user = new Thread[1];
    visit[0] =
        open(url ->
            user[0] =
                Thread.ofVirtual()
                    .start(() ->
                        page[0] =
                            get(URI.create(visit[0].redirectUri() + "?code=tangerine&state=s"))));
    try (Login.Visit open = visit[0]) {
      open.visit(URI.create("https://auth.example.com/?state=s"));
      user[0].join();
      assertThat(page[0].body().toString()).contains("can be closed").doesNotContain("tangerine");
      assertThat(page[0].headers().firstValue("cache-control")).contains("no-store");
      assertThat(page[0].headers().firstValue("referrer-policy")).contains("no-referrer");
    }
  }

  @Test
  void a_user_who_does_not_come_back_is_not_waited_for_for_ever() throws Exception {
    Login login = Login.loopback(url -> {}, 0, Duration.ofMillis(50));
    try (Login.Visit visit = login.open(Optional.empty())) {
      assertThatThrownBy(() -> visit.visit(URI.create("https://auth.example.com/?state=s")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not come back");
    }
  }

  @Test
  void a_machine_without_browser_says_what_to_do() throws Exception {
    Consumer<URI> none =
        url -> {
          throw new UncheckedIOException(new IOException("no such program"));
        };
    try (Login.Visit visit = open(none)) {
      assertThatThrownBy(() -> visit.visit(URI.create("https://auth.example.com/?state=s")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Login.loopback");
    }
  }

  @Test
  void no_shell_reads_the_url() {
    URI url = URI.create("https://auth.example.com/?a=b&c=$(d)");
    assertThat(Browser.command("Linux", url)).containsExactly("xdg-open", url.toString());
    assertThat(Browser.command("Mac OS X", url)).containsExactly("open", url.toString());
    assertThat(Browser.command("Windows 11", url))
        .containsExactly("rundll32", "url.dll,FileProtocolHandler", url.toString());
  }

  @Test
  void nothing_but_a_web_page_is_opened() {
    for (String other : List.of("file:///etc/passwd", "javascript:alert(1)", "https:///x", "x")) {
      assertThatThrownBy(() -> Browser.shows(URI.create(other)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
