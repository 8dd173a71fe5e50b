package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.CardDifference;
import dev.waybill.discovery.Discovery;
import dev.waybill.discovery.DiscoveryException;
import dev.waybill.discovery.Inputs;
import dev.waybill.discovery.Publication;
import dev.waybill.discovery.Remote;
import dev.waybill.discovery.ServerCard;
import dev.waybill.fetch.FetchException;
import dev.waybill.fetch.Fetcher;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a domain to a call, by nothing but what the domain publishes. */
class CardTest {
  private static final Fetcher LOCAL = Fetcher.builder().allowLoopback(true).build();

  private final McpServer server =
      McpServer.builder("weather", "2.0.0")
          .title("Weather")
          .description("Forecasts")
          .add(Tool.named("forecast").handler((in, call) -> "Rain"))
          .build();
  private HttpEndpoint endpoint;

  @BeforeEach
  void publish() {
    endpoint =
        HttpEndpoint.builder(server)
            .authenticator(headers -> {
              if (!"Bearer s3cret".equals(headers.get("Authorization"))) {
                throw new McpException(ErrorCode.UNAUTHORIZED, "Who are you?");
              }
              return Principal.of("me");
            })
            .start();
    endpoint.publish(publication(server).documents());
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private Publication publication(McpServer described) {
    return Publication.at(endpoint.uri())
        .add(
            "/mcp",
            described.describe(),
            Card.standard().namespace("com.example").header(Remote.Header.bearer("Your token")));
  }

  private ServerCard card() {
    return Discovery.of(endpoint.uri().resolve("/").toString())
        .with(LOCAL)
        .find()
        .servers()
        .getFirst()
        .card();
  }

  @Test
  void a_server_is_called_that_was_found_by_its_domain() {
    List<CardDifference> differences = new ArrayList<>();
    try (McpClient client =
        McpClient.builder(card(), Inputs.of(Map.of("token", "s3cret")))
            .reaching(LOCAL)
            .onDifference(differences::add)
            .build()) {
      assertThat(client.call("forecast", Map.of(), String.class)).isEqualTo("Rain");
      assertThat(differences).isEmpty();
    }
  }

  @Test
  void what_the_card_says_otherwise_is_told_and_the_server_is_right() {
    McpServer before =
        McpServer.builder("weather", "1.0.0").title("Wetter").description("Forecasts").build();
    endpoint.publish(publication(before).documents());
    List<CardDifference> differences = new ArrayList<>();
    try (McpClient client =
        McpClient.builder(card(), Inputs.of(Map.of("token", "s3cret")))
            .reaching(LOCAL)
            .onDifference(differences::add)
            .build()) {
      assertThat(differences)
          .containsExactly(
              new CardDifference("version", "1.0.0", "2.0.0"),
              new CardDifference("title", "Wetter", "Weather"));
      assertThat(client.call("forecast", Map.of(), String.class)).isEqualTo("Rain");
    }
  }

  @Test
  void this_machine_is_not_reached_until_it_is_allowed() {
    assertThatThrownBy(
            () -> McpClient.builder(card(), Inputs.of(Map.of("token", "s3cret"))).build())
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("lies on this machine");
    ServerCard inside =
        new ServerCard(
            "com.example/inside",
            "1",
            "Inside",
            null,
            null,
            null,
            List.of(),
            List.of(Remote.at("https://10.0.0.1/mcp")),
            Map.of());
    assertThatThrownBy(() -> McpClient.connect(inside))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("private address");
  }

  @Test
  void what_is_missing_is_said_before_anything_is_sent() {
    assertThatThrownBy(() -> McpClient.connect(card()))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("\"token\" (Your token) has to be supplied");
    ServerCard nowhere =
        new ServerCard("com.example/x", "1", "X", null, null, null, List.of(), List.of(), Map.of());
    assertThatThrownBy(() -> McpClient.connect(nowhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names no remote");
  }

  @Test
  void a_wrong_secret_is_refused_by_the_server_and_not_told() {
    assertThatThrownBy(() ->
            McpClient.builder(card(), Inputs.of(Map.of("token", "wr0ng"))).reaching(LOCAL).build())
        .isInstanceOf(McpClientException.Unauthorized.class)
        .message()
        .doesNotContain("wr0ng");
  }
}
