package dev.waybill.oauth;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.client.AuthorizationException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens are renewed in time, by one for all, and users are asked only when nothing else helps. */
class RenewalTest {
  @TempDir Path temp;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private AuthServer auth;
  private Resource resource;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    resource = new Resource(auth);
  }

  @AfterEach
  void stop() {
    resource.close();
    auth.close();
  }

  private OAuthBuilder builder() {
    return OAuth.builder(resource.mcp()).grant(Grant.login(Caller.consenting())).clock(now::get);
  }

  private List<String> grants() {
    return auth.to("/token").stream().map(request -> request.form().get("grant_type")).toList();
  }

  private int call(OAuth oauth) {
    return new Caller(oauth).call(resource.mcp());
  }

  @Test
  void a_token_is_renewed_before_it_ends() {
    OAuth oauth = builder().build();
    assertThat(call(oauth)).isEqualTo(200);
    String context = oauth.context();
    now.updateAndGet(instant -> instant.plusSeconds(3560));
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code");
    now.updateAndGet(instant -> instant.plusSeconds(11));
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code", "refresh_token");
    assertThat(resource.to("/mcp")).as("no request went out in vain").hasSize(4);
    assertThat(auth.to("/token").getLast().form())
        .containsEntry("resource", resource.mcp().toString())
        .containsKey("client_id");
    assertThat(oauth.context()).isEqualTo(context);
  }

  @Test
  void a_refresh_token_that_is_not_replaced_is_used_again() {
    OAuth oauth = builder().build();
    call(oauth);
    auth.refreshTokens = false;
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    assertThat(call(oauth)).isEqualTo(200);
    String first = auth.to("/token").getLast().form().get("refresh_token");
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    call(oauth);
    assertThat(auth.to("/token").get(2).form()).containsEntry("refresh_token", first);
  }

  @Test
  void a_token_that_the_server_refuses_is_renewed() {
    OAuth oauth = builder().build();
    call(oauth);
    auth.scopeOfToken.clear();
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code", "refresh_token");
  }

  @Test
  void the_user_is_asked_when_renewal_is_refused() {
    OAuth oauth = builder().build();
    call(oauth);
    auth.forgetRefreshTokens();
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(grants())
        .containsExactly("authorization_code", "refresh_token", "authorization_code");
  }

  @Test
  void the_user_is_asked_when_there_is_nothing_to_renew_with() {
    auth.refreshTokens = false;
    OAuth oauth = builder().build();
    call(oauth);
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code", "authorization_code");
    assertThat(resource.to("/mcp").get(2).header("authorization"))
        .as("a token that has ended is not sent")
        .isEmpty();
  }

  @Test
  void a_failure_to_renew_is_told_and_can_be_tried_again() {
    TokenStore store = TokenStore.inMemory();
    call(builder().store(store).build());
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    auth.metadata = document -> document.put("token_endpoint", auth.issuer() + "/broken");
    auth.on("/broken", request -> Web.Answer.status(503));
    OAuth restarted = builder().store(store).build();
    assertThatThrownBy(() -> call(restarted))
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("HTTP 503");
    auth.metadata = document -> {};
    assertThat(call(restarted)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code", "refresh_token");
  }

  @Test
  void a_restart_needs_no_login() {
    TokenStore store = TokenStore.files(temp.resolve("tokens"));
    OAuth first = builder().store(store).build();
    call(first);
    OAuth second = builder().store(TokenStore.files(temp.resolve("tokens"))).build();
    assertThat(second.context()).isEqualTo(first.context());
    assertThat(call(second)).isEqualTo(200);
    assertThat(grants()).hasSize(1);
    assertThat(resource.to("/mcp")).hasSize(3);
  }

  @Test
  void processes_that_share_a_store_share_what_was_renewed() {
    TokenStore store = TokenStore.files(temp.resolve("tokens"));
    OAuth first = builder().store(store).build();
    OAuth second = builder().store(store).build();
    call(first);
    assertThat(call(second)).isEqualTo(200);
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    assertThat(call(first)).isEqualTo(200);
    assertThat(call(second)).isEqualTo(200);
    assertThat(grants()).containsExactly("authorization_code", "refresh_token");
  }

  @Test
  void accounts_in_one_store_are_kept_apart() {
    TokenStore store = TokenStore.inMemory();
    call(builder().store(store).account("alice").build());
    call(builder().store(store).account("bob").build());
    assertThat(grants()).containsExactly("authorization_code", "authorization_code");
  }

  @Test
  void many_threads_log_in_once_and_renew_once() throws Exception {
    OAuth oauth = builder().build();
    together(100, oauth);
    assertThat(auth.to("/authorize")).hasSize(1);
    assertThat(grants()).containsExactly("authorization_code");
    now.updateAndGet(instant -> instant.plusSeconds(3600));
    together(100, oauth);
    assertThat(grants()).containsExactly("authorization_code", "refresh_token");
  }

  private void together(int threads, OAuth oauth) throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(pool.submit(() -> call(oauth)));
      }
      for (Future<Integer> one : calls) {
        assertThat(one.get()).isEqualTo(200);
      }
    }
  }

  @Test
  void those_who_wait_for_a_login_fail_with_it_and_ask_no_user_again() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch decline = new CountDownLatch(1);
    Login login =
        Login.callback(
            URI.create("http://127.0.0.1:9876/callback"),
            url -> {
              asked.incrementAndGet();
              decline.await();
              String state = Form.decode(url.getRawQuery()).orElseThrow().get("state");
              return URI.create(
                  "http://127.0.0.1:9876/callback?error=access_denied&iss="
                      + Form.encode(auth.issuer())
                      + "&state="
                      + state);
            });
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
    List<String> failures = new CopyOnWriteArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      callers.add(caller(oauth, failures));
    }
    await().atMost(ofSeconds(60)).until(() -> callers.stream().allMatch(RenewalTest::isWaiting));
    decline.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(failures).hasSize(10).allMatch(message -> message.contains("access_denied"));
    assertThat(asked.get()).isEqualTo(1);
  }

  private Thread caller(OAuth oauth, List<String> failures) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            call(oauth);
          } catch (AuthorizationException e) {
            failures.add(e.getMessage());
          }
        });
  }

  /** Whether a thread waits for tokens that another one obtains. */
  private static boolean isWaiting(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame ->
            frame.getMethodName().equals("get") && frame.getClassName().endsWith("FutureTask"));
  }

  @Test
  void a_caller_who_gives_up_does_not_end_the_login_of_others() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch consent = new CountDownLatch(1);
    Login consenting = Caller.consenting();
    Login login =
        Login.callback(
            URI.create("http://127.0.0.1:9876/callback"),
            url -> {
              asked.countDown();
              consent.await();
              try (Login.Visit visit = consenting.open(Optional.empty())) {
                return visit.visit(url);
              }
            });
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
    List<String> failures = new CopyOnWriteArrayList<>();
    Thread first = caller(oauth, failures);
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    Thread second = caller(oauth, failures);
    await().atMost(ofSeconds(60)).until(() -> isWaiting(first) && isWaiting(second));
    first.interrupt();
    first.join();
    assertThat(failures).hasSize(1).allMatch(message -> message.contains("interrupted"));
    consent.countDown();
    second.join();
    assertThat(failures).hasSize(1);
    assertThat(call(oauth)).isEqualTo(200);
    assertThat(auth.to("/authorize")).hasSize(1);
  }

  @Test
  void a_login_that_nobody_waits_for_is_given_up() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Login login =
        Login.callback(
            URI.create("http://127.0.0.1:9876/callback"),
            url -> {
              asked.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return url;
            });
    OAuth oauth = OAuth.builder(resource.mcp()).grant(Grant.login(login)).build();
    Thread only = caller(oauth, new CopyOnWriteArrayList<>());
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    only.interrupt();
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
