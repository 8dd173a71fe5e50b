package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ResourceContents.TextResourceContents;
import dev.waybill.protocol.SubscriptionFilter;
import dev.waybill.server.McpServer;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client keeps, for whom and how long. */
@Timeout(120)
class CacheTest {
  private static String tools(int ttl, String scope) {
    return "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{}}],\"ttlMs\":"
        + ttl
        + ",\"cacheScope\":\""
        + scope
        + "\"}";
  }

  @Test
  void a_fresh_list_is_asked_for_once_and_a_stale_one_again() {
    AtomicInteger ttl = new AtomicInteger(3_600_000);
    try (RawServer server =
            RawServer.modern((request, out) -> out.result(request, tools(ttl.get(), "public")));
        McpClient client = McpClient.connect(server.uri())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.tools().count()).isEqualTo(1);
      }
      assertThat(server.count("tools/list")).isEqualTo(1);
      ttl.set(0);
      CallOptions fresh = CallOptions.DEFAULTS.fresh();
      assertThat(client.with(fresh).tools().count()).isEqualTo(1);
      assertThat(client.tools().count()).isEqualTo(1);
      assertThat(client.tools().count()).isEqualTo(1);
      assertThat(server.count("tools/list")).isEqualTo(4);
    }
  }

  @Test
  void a_header_of_one_call_keeps_it_out_of_the_cache() {
    try (RawServer server =
            RawServer.modern((request, out) -> out.result(request, tools(60_000, "public")));
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.tools().count()).isEqualTo(1);
      assertThat(client.with(CallOptions.DEFAULTS.header("Tenant", "b")).tools().count())
          .isEqualTo(1);
      assertThat(server.count("tools/list")).isEqualTo(2);
      assertThat(server.requests().getLast().headers()).containsEntry("tenant", "b");
    }
  }

  @Test
  void private_results_belong_to_their_authorization_and_public_ones_to_all() {
    AtomicReference<String> account = new AtomicReference<>("ada");
    Authorizer authorizer =
        new Authorizer() {
          @Override
          public Map<String, String> headers(Outgoing request) {
            return Map.of("Authorization", "Bearer " + account.get());
          }

          @Override
          public boolean again(Outgoing request, Answered answer) {
            return false;
          }

          @Override
          public String context() {
            return account.get();
          }
        };
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.result(
                    request,
                    request.rpc().equals("tools/list")
                        ? tools(60_000, "public")
                        : "{\"contents\":[{\"uri\":\"u:1\",\"text\":\""
                            + request.headers().get("authorization").substring(7)
                            + "\"}],\"ttlMs\":60000,\"cacheScope\":\"private\"}"));
        McpClient client = McpClient.builder(server.uri()).authorizer(authorizer).build()) {
      assertThat(read(client)).isEqualTo("ada");
      assertThat(client.tools().count()).isEqualTo(1);
      account.set("grace");
      assertThat(read(client)).isEqualTo("grace");
      assertThat(client.tools().count()).isEqualTo(1);
      account.set("ada");
      assertThat(read(client)).isEqualTo("ada");
      assertThat(server.count("resources/read")).isEqualTo(2);
      assertThat(server.count("tools/list")).isEqualTo(1);
    }
  }

  private static String read(McpClient client) {
    return ((TextResourceContents) client.read("u:1").contents().getFirst()).text();
  }

  @Test
  void those_who_ask_at_the_same_time_share_one_request() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (RawServer server =
            RawServer.modern((request, out) -> {
              asked.countDown();
              go.await();
              out.result(request, tools(0, "public"));
            });
        McpClient client = McpClient.connect(server.uri());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts = new ArrayList<>();
      AtomicInteger begun = new AtomicInteger();
      for (int i = 0; i < 20; i++) {
        counts.add(
            threads.submit(() -> {
              begun.incrementAndGet();
              return client.tools().count();
            }));
      }
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      await().until(() -> begun.get() == 20);
      go.countDown();
      for (Future<Long> count : counts) {
        assertThat(count.get(60, TimeUnit.SECONDS)).isEqualTo(1);
      }
      assertThat(server.count("tools/list")).isLessThan(20);
    }
  }

  @Test
  void a_stale_result_is_better_than_none_where_that_was_asked_for() {
    AtomicInteger broken = new AtomicInteger();
    try (RawServer server =
            RawServer.modern((request, out) -> {
              if (broken.get() == 1) {
                out.text(500, "text/plain", "down");
              } else {
                out.result(request, tools(1, "public"));
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.tools().count()).isEqualTo(1);
      broken.set(1);
      await()
          .until(() -> {
            try {
              client.tools();
              return false;
            } catch (McpClientException.Unreachable e) {
              return true;
            }
          });
      CallOptions stale = CallOptions.DEFAULTS.staleOnError(Duration.ofHours(1));
      assertThat(client.with(stale).tools().count()).isEqualTo(1);
      assertThatThrownBy(client::tools).isInstanceOf(McpClientException.Unreachable.class);
    }
  }

  @Test
  void what_depends_on_answers_is_not_kept() {
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.result(
                    request,
                    request.body().path("params").has("requestState")
                        ? "{\"contents\":[],\"ttlMs\":60000,\"cacheScope\":\"public\"}"
                        : "{\"resultType\":\"input_required\",\"requestState\":\"st \\u00e4te\"}"));
        McpClient client = McpClient.connect(server.uri())) {
      client.read("u:1");
      client.read("u:1");
      assertThat(server.count("resources/read")).isEqualTo(4);
      assertThat(server.requests().getLast().body().path("params").path("requestState").asString())
          .isEqualTo("st äte");
    }
  }

  @Test
  void what_a_subscription_tells_of_is_forgotten() {
    McpServer server =
        McpServer.builder("changing", "1")
            .add(Tool.named("one").handler((in, call) -> "1"))
            .build();
    Duration most = Duration.ofSeconds(60);
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start();
        McpClient client = McpClient.connect(endpoint.uri());
        Subscription changes =
            client.listen(new SubscriptionFilter(true, false, false, List.of(), Map.of()))) {
      assertThat(changes.next(most)).containsInstanceOf(SubscriptionEvent.Opened.class);
      assertThat(client.tools().count()).isEqualTo(1);
      server.change(change -> change.add(Tool.named("two").handler((in, call) -> "2")));
      assertThat(changes.next(most)).contains(new SubscriptionEvent.ToolsChanged());
      assertThat(client.tools().count()).isEqualTo(2);
    }
  }
}
