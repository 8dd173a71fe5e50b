package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteConnectionTest {
  private static final Remote REMOTE =
      new Remote(
          Remote.STREAMABLE_HTTP,
          "https://{tenant}.example.com/mcp",
          List.of(
              Remote.Header.bearer("Token from your account page"),
              Remote.Header.of("X-Region", Input.withDefault("Where", "eu").oneOf("eu", "us")),
              Remote.Header.of("X-Trace", Input.ANY)),
          Map.of("tenant", Input.required("Which tenant")),
          List.of("2026-07-28"));

  @Test
  void variables_and_headers_are_filled_from_what_is_supplied_and_from_defaults() {
    RemoteConnection connection =
        RemoteConnection.to(REMOTE, Inputs.of(Map.of("tenant", "acme", "token", "s3cret")));
    assertThat(connection.url()).hasToString("https://acme.example.com/mcp");
    assertThat(connection.headers())
        .containsExactly(Map.entry("Authorization", "Bearer s3cret"), Map.entry("X-Region", "eu"));
    assertThat(connection.supportedProtocolVersions()).containsExactly("2026-07-28");
  }

  @Test
  void what_is_asked_for_is_listed_with_what_is_secret() {
    assertThat(Inputs.of(REMOTE))
        .extracting(wanted -> wanted.name() + " " + wanted.input().isSecret())
        .containsExactly("tenant false", "token true", "X-Region false", "X-Trace false");
  }

  @Test
  void everything_that_is_missing_is_named_at_once() {
    assertThatThrownBy(() -> RemoteConnection.to(REMOTE, Inputs.NONE))
        .isInstanceOf(DiscoveryException.class)
        .hasMessage(
            "Cannot connect: \"tenant\" (Which tenant) has to be supplied; \"token\" (Token from"
                + " your account page) has to be supplied");
  }

  @Test
  void a_secret_is_neither_shown_nor_told_when_it_cannot_be_taken() {
    RemoteConnection connection =
        RemoteConnection.to(REMOTE, Inputs.of(Map.of("tenant", "acme", "token", "s3cret")));
    assertThat(connection.toString()).contains("•••", "X-Region").doesNotContain("s3cret");
    assertThatThrownBy(() ->
            RemoteConnection.to(
                REMOTE, Inputs.of(Map.of("tenant", "acme", "token", "s3cret\r\nX-Evil: 1"))))
        .hasMessageContaining("the value of \"token\" holds a control character")
        .message()
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({"number,1e3,12a", "boolean,true,yes", "filepath,/a b,", "string,x,"})
  void a_value_must_be_of_its_format(String format, String good, String bad) {
    Input input = new Input(null, true, false, format, null, null, null, List.of());
    assertThat(input.refusal(good)).isEmpty();
    if (bad != null) {
      assertThat(input.refusal(bad)).isPresent();
    }
    assertThat(Input.ANY.oneOf("a").refusal("b")).hasValue("is none of [a]");
  }

  @Test
  void a_preset_value_is_not_asked_for_and_not_overridden() {
    Remote remote =
        new Remote(
            Remote.SSE,
            "{base}/sse",
            List.of(Remote.Header.of("X-Client", Input.ANY.preset("waybill {kept}"))),
            Map.of("base", Input.ANY.preset("https://fixed.example")),
            List.of());
    assertThat(Inputs.of(remote)).isEmpty();
    RemoteConnection connection =
        RemoteConnection.to(remote, Inputs.of(Map.of("base", "https://evil.example")));
    assertThat(connection.url()).hasToString("https://fixed.example/sse");
    assertThat(connection.headers()).containsEntry("X-Client", "waybill {kept}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://plain.example/mcp", "http://10.0.0.1/mcp", "http://localhost.evil.example/mcp",
        "https://user:password@example.com/mcp", "https:///mcp", "http://127.0.0.1@evil.example/"
      })
  void a_url_that_is_not_safe_is_not_connected_to(String url) {
    assertThatThrownBy(() -> RemoteConnection.to(Remote.at(url), Inputs.NONE))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageStartingWith("Cannot connect: the filled-in URL");
  }

  @Test
  void plain_http_on_this_machine_is_fine() {
    for (String url : List.of("http://localhost:1/mcp", "http://127.0.0.1/", "http://[::1]:9/x")) {
      assertThat(RemoteConnection.to(Remote.at(url), Inputs.NONE).url()).hasToString(url);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "content-length", "Mcp-Method", "Cookie", "X Y", "X:Y", "X\u00e9"})
  void a_card_cannot_set_headers_that_frame_or_route_a_request(String name) {
    Remote remote =
        new Remote(
            Remote.STREAMABLE_HTTP,
            "https://example.com/mcp",
            List.of(Remote.Header.of(name, Input.withDefault("x", "y"))),
            Map.of(),
            List.of());
    assertThatThrownBy(() -> RemoteConnection.to(remote, Inputs.NONE))
        .hasMessageContaining("is not one that a card may set");
  }

  @Test
  void a_url_that_names_an_unknown_variable_is_refused() {
    assertThatThrownBy(
            () -> RemoteConnection.to(Remote.at("https://{x}.example.com/"), Inputs.NONE))
        .hasMessageContaining("the URL names {x}, which the card does not describe");
  }
}
