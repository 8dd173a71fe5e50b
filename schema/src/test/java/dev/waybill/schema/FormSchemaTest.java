package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FormSchemaTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  enum Size3 {
    SMALL,
    LARGE
  }

  enum Color {
    @Description("Deep red")
    @JsonProperty("#FF0000")
    RED,
    BLUE
  }

  record Order(
      @Description("Who") @Size(min = 1, max = 50) String name,
      @Email String mail,
      URI site,
      LocalDate day,
      Instant at,
      @Positive int count,
      double weight,
      @JsonProperty(defaultValue = "true") boolean gift,
      @JsonProperty(defaultValue = "LARGE") Size3 size,
      Color color,
      @Size(min = 1) Set<Size3> sizes,
      @JsonProperty(defaultValue = "[\"BLUE\"]") List<Color> colors,
      Optional<String> note,
      Optional<@Pattern(regexp = "x") String> code) {}

  @Test
  void a_form_has_every_kind_of_field_the_specification_knows() {
    assertThat(SchemaGenerator.form(Order.class).toPrettyString())
        .isEqualTo(
            JSON.readTree(
                    """
                    {"type":"object","properties":{
                      "name":{"type":"string","minLength":1,"maxLength":50,"description":"Who"},
                      "mail":{"type":"string","format":"email"},
                      "site":{"type":"string","format":"uri"},
                      "day":{"type":"string","format":"date"},
                      "at":{"type":"string","format":"date-time"},
                      "count":{"type":"integer","minimum":1},
                      "weight":{"type":"number"},
                      "gift":{"type":"boolean","default":true},
                      "size":{"type":"string","enum":["SMALL","LARGE"],"default":"LARGE"},
                      "color":{"type":"string","oneOf":[{"const":"#FF0000","title":"Deep red"},{"const":"BLUE","title":"BLUE"}]},
                      "sizes":{"type":"array","items":{"type":"string","enum":["SMALL","LARGE"]},"minItems":1},
                      "colors":{"type":"array","items":{"anyOf":[{"const":"#FF0000","title":"Deep red"},{"const":"BLUE","title":"BLUE"}]},"default":["BLUE"]},
                      "note":{"type":"string"},
                      "code":{"type":"string"}},
                     "required":["name","mail","site","day","at","count","weight","color","sizes"]}
                    """)
                .toPrettyString());
  }

  record Inner(String a) {}

  record Nested(Inner inner) {}

  record Texts(List<String> texts) {}

  @Test
  void what_a_form_cannot_ask_for_is_named() {
    assertThatThrownBy(() -> SchemaGenerator.form(Nested.class))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("Nested.inner")
        .hasMessageContaining("it can ask for String, URI, LocalDate");
    assertThatThrownBy(() -> SchemaGenerator.form(Texts.class)).hasMessageContaining("Texts.texts");
    assertThatThrownBy(() -> SchemaGenerator.form(String.class))
        .hasMessageContaining("with a record");
  }
}
