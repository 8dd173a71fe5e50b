package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** WWW-Authenticate headers as servers really write them. */
class ChallengeTest {
  @Test
  void parameters_are_read_quoted_or_not() {
    assertThat(Challenge.parse(List.of("Bearer realm=\"a, \\\"b\\\"\", scope = \"x y\",error=e")))
        .containsExactly(
            new Challenge("bearer", Map.of("realm", "a, \"b\"", "scope", "x y", "error", "e")));
  }

  @Test
  void several_challenges_may_share_a_header_or_have_their_own() {
    List<Challenge> expected =
        List.of(
            new Challenge("basic", Map.of("realm", "a")),
            new Challenge("bearer", Map.of("scope", "x")),
            new Challenge("dpop", Map.of("algs", "ES256")));
    assertThat(Challenge.parse(List.of("Basic realm=\"a\", Bearer scope=x, DPoP algs=\"ES256\"")))
        .isEqualTo(expected);
    assertThat(
            Challenge.parse(List.of("Basic realm=a", "BEARER Scope=\"x\"", "DPoP algs=\"ES256\"")))
        .isEqualTo(expected);
  }

  @Test
  void a_scheme_may_stand_alone_or_have_a_token() {
    assertThat(Challenge.parse(List.of("Negotiate, Bearer")))
        .extracting(Challenge::scheme)
        .containsExactly("negotiate", "bearer");
    assertThat(Challenge.parse(List.of("Negotiate abc==, Bearer error=\"e\"")))
        .anySatisfy(challenge -> {
          assertThat(challenge.scheme()).isEqualTo("bearer");
          assertThat(challenge.parameter("error")).contains("e");
        });
  }

  @Test
  void urls_survive() {
    String url = "https://mcp.example.com:8443/.well-known/oauth-protected-resource/a?b=c,d";
    assertThat(Challenge.parse(List.of("Bearer resource_metadata=\"" + url + "\", scope=\"a\"")))
        .extracting(challenge -> challenge.parameter("resource_metadata").orElse(""))
        .containsExactly(url);
  }

  @Test
  void the_first_of_a_repeated_parameter_counts() {
    assertThat(Challenge.parse(List.of("Bearer scope=\"a\", scope=\"b\"")).getFirst().parameters())
        .containsExactly(Map.entry("scope", "a"));
  }

  @Test
  void what_is_broken_ends_without_harm() {
    for (String broken :
        List.of(
            "", ",,,", "=", "Bearer =", "Bearer a=\"", "Bearer a=\"\\", "\"", "Bearer \"a\" b")) {
      assertThat(Challenge.parse(List.of(broken))).as(broken).hasSizeLessThan(4);
    }
    assertThat(Challenge.parse(List.of("Bearer a=" + "x".repeat(100_000)))).isEmpty();
  }
}
