package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Feature;
import dev.waybill.server.Interceptor;
import dev.waybill.server.Outcome;
import dev.waybill.server.Policy;
import dev.waybill.server.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What holds for requests of the current revision holds for those of a session. */
@Timeout(60)
class PolicyTest {
  private final Workers workers = new Workers();
  private final List<String> intercepted = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void what_is_hidden_is_neither_listed_nor_called_nor_subscribed_to() throws Exception {
    Policy policy =
        (Principal who, Feature feature) ->
            who.id().equals("alice") || !List.of("echo", "test:a").contains(feature.id());
    HttpEndpoint endpoint = workers.start(b -> b.policy(policy), true);
    Peer alice = Peer.of(endpoint).with("Authorization", "Bearer alice").opened("2025-11-25", "{}");
    Peer bob = Peer.of(endpoint).with("Authorization", "Bearer bob").opened("2025-11-25", "{}");
    assertThat(names(alice)).contains("echo", "log");
    assertThat(names(bob)).contains("log").doesNotContain("echo");
    assertThat(text(alice.ask(Peer.call(1, "echo", "{'text':'hi'}")))).isEqualTo("hi");
    assertThat(bob.ask(Peer.call(1, "echo", "{'text':'hi'}")).at("/error/code").intValue())
        .isEqualTo(-32602);
    String subscribe = Peer.request(2, "resources/subscribe", "{'uri':'test:a'}");
    assertThat(alice.ask(subscribe).has("result")).isTrue();
    assertThat(bob.ask(subscribe).at("/error/code").intValue()).isEqualTo(-32002);
  }

  private static List<String> names(Peer session) throws Exception {
    List<String> names = new ArrayList<>();
    JsonNode result = session.ask(Peer.request(1, "tools/list", "{}")).get("result");
    result.get("tools").forEach(tool -> names.add(tool.get("name").stringValue()));
    return names;
  }

  @Test
  void interceptors_see_requests_of_sessions_as_modern_ones() throws Exception {
    Interceptor interceptor =
        (request, principal, next) -> {
          Outcome outcome = next.proceed();
          intercepted.add(request.method() + " " + request.meta().protocolVersion());
          return outcome;
        };
    HttpEndpoint endpoint = workers.start(b -> b.interceptor(interceptor));
    Peer session = Peer.of(endpoint).opened("2025-06-18", "{}");
    session.ask(Peer.call(1, "echo", "{'text':'hi'}"));
    session.ask(Peer.request(2, "tools/list", "{}"));
    assertThat(intercepted).containsExactly("tools/call 2025-06-18", "tools/list 2025-06-18");
  }
}
