package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.client.Elicitation;
import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.Json;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Questions of servers, asked in a terminal. */
class TerminalQuestionsTest {
  private final StringWriter shown = new StringWriter();
  private final List<URI> opened = new ArrayList<>();

  private ElicitResult ask(Elicitation question, String typed) {
    return ask(question, typed, false);
  }

  private ElicitResult ask(Elicitation question, String typed, boolean colours) {
    return new TerminalQuestions(
            "https://mcp.example.com/mcp",
            new BufferedReader(new StringReader(typed)),
            new PrintWriter(shown, true),
            colours,
            opened::add)
        .answer(question);
  }

  private static Elicitation form(String message, String schema) {
    return new Elicitation.Form(message, (ObjectNode) Json.mapper().readTree(schema));
  }

  private static Elicitation page(String url) {
    return new Elicitation.Page("Sign in", url);
  }

  @Test
  void a_form_is_asked_for_field_by_field_until_it_fits() {
    Elicitation form =
        form(
            "Where\u001B[2J to?",
            """
            {"type": "object", "required": ["env"], "properties": {
              "env": {"type": "string", "enum": ["staging", "live"]},
              "count": {"type": "integer", "minimum": 1, "maximum": 5, "default": 3},
              "mail": {"type": "string", "format": "email", "title": "Who to\\u001B[2J tell"},
              "days": {"type": "array", "items": {"anyOf": [
                {"const": "mo", "title": "Monday"}, {"const": "tu", "title": "Tuesday"}]}}}}
            """);
    ElicitResult filled = ask(form, "nowhere\n\n2\n7\n\nnobody\nada@example.com\nmonday, 2\n");
    assertThat(filled.action()).isEqualTo(ElicitResult.Action.ACCEPT);
    assertThat(filled.content())
        .hasToString(
            "{\"env\":\"live\",\"count\":3,\"mail\":\"ada@example.com\",\"days\":[\"mo\",\"tu\"]}");
    assertThat(shown.toString())
        .contains("https://mcp.example.com/mcp asks: Where")
        .contains(" 1  staging")
        .contains("expected one of staging, live")
        .contains("count (whole number, 1 to 5; may be left out) [3]: ")
        .contains("expected at most 5")
        .contains("expected an e-mail address")
        .contains(" 2  tu  Tuesday")
        .doesNotContain("\u001B");
    assertThat(ask(form, "!\n").action()).isEqualTo(ElicitResult.Action.DECLINE);
    assertThat(ask(form, "live\n!!\n").action()).isEqualTo(ElicitResult.Action.CANCEL);
    assertThat(ask(form, "").action()).isEqualTo(ElicitResult.Action.CANCEL);
  }

  @Test
  void a_form_that_cannot_be_shown_is_declined() {
    Elicitation nested =
        form("Hm", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}");
    assertThat(ask(nested, "x\n").action()).isEqualTo(ElicitResult.Action.DECLINE);
  }

  @Test
  void a_page_is_opened_when_the_user_says_so_and_never_before() {
    Elicitation page = page("https://id.example.com/login?next=%2F");
    assertThat(ask(page, "n\n").action()).isEqualTo(ElicitResult.Action.DECLINE);
    assertThat(ask(page, "\n").action()).isEqualTo(ElicitResult.Action.CANCEL);
    assertThat(ask(page, "s\n").action()).isEqualTo(ElicitResult.Action.ACCEPT);
    assertThat(opened).isEmpty();
    assertThat(shown.toString())
        .contains("a page of id.example.com:")
        .contains("https://id.example.com/login?next=%2F")
        .doesNotContain("\u001B", "Careful");
    assertThat(ask(page, "y\n").action()).isEqualTo(ElicitResult.Action.ACCEPT);
    assertThat(opened).containsExactly(URI.create("https://id.example.com/login?next=%2F"));
  }

  @Test
  void the_host_is_set_off_in_colours() {
    assertThat(ask(page("https://me@evil.example/bank.example"), "n\n", true).action())
        .isEqualTo(ElicitResult.Action.DECLINE);
    assertThat(shown.toString())
        .contains("https://me@\u001B[1;7mevil.example\u001B[0m/bank.example")
        .contains("what stands before the @ is not the host");
  }

  @ParameterizedTest
  @CsvSource({
    "https://xn--80ak6aa92e.com/,Punycode",
    "https://login.xn--pple-43d.com/,Punycode",
    "http://bank.example/,not be encrypted",
    "https://192.0.2.7/,a number",
    "https://bank.example@evil.example/,before the @"
  })
  void an_address_that_looks_like_a_trap_is_warned_of(String url, String warning) {
    assertThat(ask(page(url), "n\n").action()).isEqualTo(ElicitResult.Action.DECLINE);
    assertThat(shown.toString()).contains("Careful: ").contains(warning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "file:///etc/passwd",
        "vscode://x/y",
        "https:///nowhere",
        "https://exa mple.com/",
        "https://example.com/\u001B[2J",
        "-e"
      })
  void what_is_no_web_address_is_never_opened(String url) {
    assertThat(ask(page(url), "y\ny\n").action()).isEqualTo(ElicitResult.Action.DECLINE);
    assertThat(opened).isEmpty();
    assertThat(shown.toString()).doesNotContain("\u001B");
  }

  @Test
  void where_no_browser_starts_the_address_is_there_to_be_copied() {
    ElicitResult answer =
        new TerminalQuestions(
                "server",
                new BufferedReader(new StringReader("y\n")),
                new PrintWriter(shown, true),
                false,
                url -> false)
            .answer(page("https://example.com/a"));
    assertThat(answer.action()).isEqualTo(ElicitResult.Action.ACCEPT);
    assertThat(shown.toString()).containsSubsequence("No browser", "https://example.com/a");
  }

  @Test
  void without_a_terminal_questions_are_dismissed() {
    TerminalQuestions nobody =
        new TerminalQuestions("server", null, new PrintWriter(shown, true), false, opened::add);
    assertThat(nobody.answer(page("https://example.com/")).action())
        .isEqualTo(ElicitResult.Action.CANCEL);
    assertThat(opened).isEmpty();
  }
}
