package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.discovery.DiscoveryException;
import dev.waybill.discovery.Input;
import dev.waybill.discovery.Inputs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CardQuestionsTest {
  private final StringWriter shown = new StringWriter();
  private final List<Boolean> hidden = new ArrayList<>();

  private CardQuestions typing(String... lines) {
    Queue<String> typed = new ArrayDeque<>(List.of(lines));
    return new CardQuestions(
        unseen -> {
          hidden.add(unseen);
          return Optional.ofNullable(typed.poll());
        },
        new PrintWriter(shown, true));
  }

  private static Inputs.Wanted wanted(String name, Input input) {
    return new Inputs.Wanted(name, input);
  }

  @Test
  void what_is_typed_is_taken_and_asked_for_once() {
    CardQuestions questions = typing(" north ");
    Inputs.Wanted region = wanted("region", Input.required("Where you are"));

    assertThat(questions.supply(region)).contains("north");
    assertThat(questions.supply(region)).contains("north");
    assertThat(shown.toString()).isEqualTo("  region (Where you are): ");
    assertThat(hidden).containsExactly(false);
  }

  @Test
  void secrets_are_typed_unseen() {
    assertThat(typing("s3cret").supply(wanted("token", Input.secret("From your account"))))
        .contains("s3cret");
    assertThat(hidden).containsExactly(true);
    assertThat(shown.toString())
        .isEqualTo("  token (From your account), not shown: ")
        .doesNotContain("s3cret");
  }

  @Test
  void an_empty_line_takes_the_default_and_leaves_out_what_is_not_needed() {
    CardQuestions questions = typing("", "");

    assertThat(questions.supply(wanted("region", Input.withDefault("Where", "eu")))).isEmpty();
    assertThat(questions.supply(wanted("tag", Input.ANY))).isEmpty();
    assertThat(shown.toString()).isEqualTo("  region (Where) [eu]:   tag [none]: ");
  }

  @Test
  void what_the_card_does_not_take_is_asked_for_again() {
    CardQuestions questions = typing("", "mars", "moon");
    Input place = Input.required("Where to").oneOf("earth", "moon");

    assertThat(questions.supply(wanted("place", place))).contains("moon");
    assertThat(shown.toString())
        .contains("place (Where to) earth|moon: ", "It is needed.", "It is none of [earth, moon].");
  }

  @Test
  void it_ends_when_nothing_more_is_typed() {
    assertThatThrownBy(() -> typing().supply(wanted("token", Input.secret("Yours"))))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("\"token\"");
  }
}
