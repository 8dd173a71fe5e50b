package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.SubscriptionEvent.Opened;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.SubscriptionFilter;
import dev.waybill.server.McpServer;
import dev.waybill.server.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of changes, over breaks and ends. */
@Timeout(120)
class SubscriptionTest {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final SubscriptionFilter TOOLS =
      new SubscriptionFilter(true, false, false, List.of(), Map.of());

  @Test
  void a_server_that_comes_back_is_listened_to_again() {
    McpServer server =
        McpServer.builder("s", "1").add(Tool.named("one").handler((in, call) -> "1")).build();
    HttpEndpoint first = HttpEndpoint.builder(server).port(0).start();
    int port = first.port();
    try (McpClient client = McpClient.connect(first.uri());
        Subscription changes = client.listen(TOOLS)) {
      assertThat(changes.next(MOST)).contains(new Opened(TOOLS, false));
      first.close();
      McpServer reborn =
          McpServer.builder("s", "2").add(Tool.named("one").handler((in, call) -> "1")).build();
      try (HttpEndpoint second = HttpEndpoint.builder(reborn).port(port).start()) {
        assertThat(second.port()).isEqualTo(port);
        assertThat(changes.next(MOST)).contains(new Opened(TOOLS, true));
        reborn.change(change -> change.add(Tool.named("two").handler((in, call) -> "2")));
        assertThat(changes.next(MOST)).contains(new SubscriptionEvent.ToolsChanged());
      }
    }
  }

  @Test
  void a_stream_that_breaks_in_the_middle_is_opened_again_and_says_so() {
    int[] times = new int[1];
    try (RawServer server =
            RawServer.modern((request, out) -> {
              String meta =
                  "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}";
              out.events();
              out.event(
                  "{\"jsonrpc\":\"2.0\",\"method\":"
                      + "\"notifications/subscriptions/acknowledged\",\"params\":{\"notifications\":"
                      + "{\"toolsListChanged\":true},"
                      + meta
                      + "}}");
              if (times[0]++ < 2) {
                throw new IOException("break");
              }
              out.event(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\","
                      + "\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":999}}}");
              out.event(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{" + meta + "}}");
              new CountDownLatch(1).await();
            });
        McpClient client = McpClient.connect(server.uri());
        Subscription changes = client.listen(TOOLS)) {
      List<SubscriptionEvent> events =
          changes.events().takeWhile(e -> !(e instanceof SubscriptionEvent.Other)).toList();
      assertThat(events.getFirst()).isEqualTo(new Opened(TOOLS, false));
      assertThat(events).contains(new Opened(TOOLS, true));
      assertThat(events)
          .as("notifications of another subscription are not ours")
          .doesNotContain(new SubscriptionEvent.ToolsChanged());
    }
  }

  @Test
  void a_server_that_refuses_ends_the_subscription() {
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.json(
                    404,
                    "{\"jsonrpc\":\"2.0\",\"id\":"
                        + request.id()
                        + ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}"));
        McpClient client = McpClient.connect(server.uri());
        Subscription changes = client.listen(TOOLS)) {
      assertThatThrownBy(() -> changes.next(MOST)).isInstanceOf(McpClientException.Refused.class);
    }
  }

  @Test
  void closing_ends_the_stream_for_its_reader() throws Exception {
    McpServer server = McpServer.builder("s", "1").build();
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start();
        McpClient client = McpClient.connect(endpoint.uri());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Subscription changes =
          client.listen(new SubscriptionFilter(false, false, false, List.of(), Map.of()));
      assertThat(changes.next(MOST)).isPresent();
      var events = threads.submit(() -> changes.events().collect(Collectors.toList()));
      changes.close();
      assertThat(events.get(60, TimeUnit.SECONDS)).isEmpty();
      assertThat(changes.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void a_slow_reader_is_told_that_it_missed_something() throws Exception {
    EventQueue queue = new EventQueue();
    for (int i = 0; i < 300; i++) {
      queue.add(new SubscriptionEvent.ResourceUpdated("u:" + i));
    }
    assertThat(queue.next(1)).contains(new SubscriptionEvent.Missed());
    for (int i = 0; i < 300; i++) {
      queue.add(new SubscriptionEvent.ToolsChanged());
    }
    int left = 0;
    while (queue.next(1).isPresent()) {
      left++;
    }
    assertThat(left).isLessThan(256);
  }
}
