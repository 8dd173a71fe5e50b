package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.FormField.About;
import dev.waybill.client.FormField.Choice;
import dev.waybill.client.FormField.Choices;
import dev.waybill.client.FormField.Flag;
import dev.waybill.client.FormField.Format;
import dev.waybill.client.FormField.Numeric;
import dev.waybill.client.FormField.Option;
import dev.waybill.client.FormField.Text;
import dev.waybill.protocol.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FormFieldTest {
  private static final String ALL =
      """
      {"type": "object", "required": ["mail", "level"], "properties": {
        "mail": {"type": "string", "title": "E-mail", "description": "Yours", "format": "email"},
        "code": {"type": "string", "minLength": 2, "maxLength": 3, "default": "ab"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "share": {"type": "number", "default": 0.5},
        "sure": {"type": "boolean", "default": false},
        "level": {"type": "string", "enum": ["low", "high"]},
        "old": {"type": "string", "enum": ["a", "b"], "enumNames": ["Alpha", "Beta"]},
        "size": {"type": "string", "default": "m",
          "oneOf": [{"const": "s", "title": "Small"}, {"const": "m", "title": "Medium"}]},
        "days": {"type": "array", "minItems": 1, "maxItems": 2, "default": ["mo"],
          "items": {"anyOf": [{"const": "mo", "title": "Monday"},
            {"const": "tu", "title": "Tuesday"}, {"const": "we", "title": "Wednesday"}]}},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}}}}
      """;

  private static Elicitation.Form form(String schema) {
    return new Elicitation.Form("Please", (ObjectNode) Json.mapper().readTree(schema));
  }

  private static FormField field(String name) {
    return form(ALL).fields().stream()
        .filter(field -> field.about().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_kind_of_the_specification_is_a_field_of_its_own_type() {
    assertThat(form(ALL).fields())
        .containsExactly(
            new Text(new About("mail", "E-mail", "Yours", true), 0, null, Format.EMAIL, null),
            new Text(about("code"), 2, 3, null, "ab"),
            new Numeric(about("age"), true, BigDecimal.ZERO, BigDecimal.valueOf(150), null),
            new Numeric(about("share"), false, null, null, new BigDecimal("0.5")),
            new Flag(about("sure"), false),
            new Choice(
                new About("level", "level", null, true),
                List.of(new Option("low", "low"), new Option("high", "high")),
                null),
            new Choice(
                about("old"), List.of(new Option("a", "Alpha"), new Option("b", "Beta")), null),
            new Choice(
                about("size"), List.of(new Option("s", "Small"), new Option("m", "Medium")), "m"),
            new Choices(
                about("days"),
                List.of(
                    new Option("mo", "Monday"),
                    new Option("tu", "Tuesday"),
                    new Option("we", "Wednesday")),
                1,
                2,
                List.of("mo")),
            new Choices(
                about("tags"), List.of(new Option("x", "x"), new Option("y", "y")), 0, null, null));
  }

  private static About about(String name) {
    return new About(name, name, null, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail  | ada@example.com | \"ada@example.com\"",
        "age   | 36              | 36",
        "age   | 36.0            | 36",
        "share | 1e-2            | 0.01",
        "sure  | Yes             | true",
        "sure  | n               | false",
        "level | high            | \"high\"",
        "level | 2               | \"high\"",
        "size  | medium          | \"m\"",
        "old   | Beta            | \"b\"",
        "days  | mo, Wednesday   | [\"mo\",\"we\"]",
        "days  | 3               | [\"we\"]"
      })
  void what_is_typed_becomes_a_value(String name, String typed, String json) {
    assertThat(Json.mapper().writeValueAsString(field(name).read(typed))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail  | nobody     | e-mail address",
        "code  | a          | at least 2",
        "code  | abcd       | at most 3",
        "age   | old        | whole number",
        "age   | 1.5        | whole number",
        "age   | -1         | at least 0",
        "age   | 151        | at most 150",
        "share | half       | a number",
        "sure  | maybe      | yes or no",
        "level | middle     | one of low, high",
        "days  | mo,tu,we   | at most 2",
        "days  | mo,mo      | at most once",
        "days  | ''         | at least 1",
        "tags  | x,z        | one of x, y"
      })
  void what_does_not_fit_is_said_to_be_expected_otherwise(
      String name, String typed, String expected) {
    assertThatThrownBy(() -> field(name).read(typed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "email,a@b.example,a b@c",
    "uri,https://example.com/x,example.com",
    "date,2026-07-28,28.7.2026",
    "date-time,2026-07-28T09:30:00Z,2026-07-28"
  })
  void formats_are_checked_before_an_answer_is_sent(String format, String right, String wrong) {
    Elicitation.Form form =
        form(
            "{\"type\":\"object\",\"properties\":{\"f\":{\"type\":\"string\",\"format\":\"%s\"}}}"
                .formatted(format));
    assertThat(form.accept(Map.of("f", right)).content()).isNotNull();
    assertThatThrownBy(() -> form.accept(Map.of("f", wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"f\": expected");
  }

  @Test
  void a_number_of_many_digits_is_read_without_writing_them_out() {
    Numeric any = new Numeric(about("n"), true, null, null, null);
    assertThat(any.read("1e999999").decimalValue()).isEqualByComparingTo("1e999999");
    assertThatThrownBy(() -> any.read("9".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"properties\":{\"a\":{\"type\":\"object\"}}}",
        "{\"properties\":{\"a\":{}}}",
        "{\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[]}}}",
        "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"
      })
  void what_no_form_can_show_is_to_be_declined(String schema) {
    assertThatThrownBy(() -> form(schema).fields())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Decline");
  }
}
