package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Each rule of the card's schema: a card that keeps it, and one that breaks it and no other. */
class CardRulesTest {
  static final String WHOLE =
      """
      {
        "$schema": "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
        "name": "com.example/harbour",
        "version": "3.4.1",
        "description": "Berths, tides and arrivals of one harbour",
        "title": "Harbour",
        "websiteUrl": "https://harbour.example/docs",
        "repository": {"url": "https://git.example/harbour", "source": "gitea",
                       "subfolder": "servers/berths", "id": "4711"},
        "icons": [{"src": "https://harbour.example/icon.svg", "mimeType": "image/svg+xml",
                   "sizes": ["any"], "theme": "dark"}],
        "remotes": [{
          "type": "streamable-http",
          "url": "https://{quay}.harbour.example/mcp",
          "supportedProtocolVersions": ["2026-07-28"],
          "variables": {"quay": {"description": "Which quay", "isRequired": true,
                                 "choices": ["north", "south"], "default": "north"}},
          "headers": [{"name": "Authorization", "isRequired": true, "isSecret": true,
                       "value": "Bearer {token}", "format": "string", "placeholder": "hb_…",
                       "variables": {"token": {"isSecret": true, "format": "string"}}}]
        }],
        "_meta": {"com.example/berths": 12}
      }
      """;

  static ObjectNode whole() {
    return (ObjectNode) Json.parse(WHOLE.getBytes(StandardCharsets.UTF_8));
  }

  /** The whole card with one member set, or taken out where the value is {@code -}. */
  static ObjectNode with(String pointer, String value) {
    ObjectNode card = whole();
    JsonPointer where = JsonPointer.compile(pointer);
    JsonNode parent = card.at(where.head());
    String member = where.last().getMatchingProperty();
    if (value.equals("-")) {
      ((ObjectNode) parent).remove(member);
      return card;
    }
    String json =
        value
            .replace("LONG100", "x".repeat(100))
            .replace("LONG101", "x".repeat(101))
            .replace("EMOJI100", "🚢".repeat(100))
            .replace("V255", "1." + "0".repeat(253))
            .replace("V256", "1." + "0".repeat(254))
            .replace("NAME200", "com.example/" + "n".repeat(188))
            .replace("NAME201", "com.example/" + "n".repeat(189));
    JsonNode parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8));
    if (parent instanceof ArrayNode list) {
      list.set(Integer.parseInt(member), parsed);
    } else {
      ((ObjectNode) parent).set(member, parsed);
    }
    return card;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          $schema is required            | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | -
          $schema is a string            | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | 1
          $schema is that of version 1   | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | "https://static.modelcontextprotocol.io/schemas/v2/server-card.schema.json"
          $schema has no date            | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | "https://static.modelcontextprotocol.io/schemas/2025-12-11/server-card.schema.json"
          $schema is not server.json's   | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | "https://static.modelcontextprotocol.io/schemas/v1/server.schema.json"
          $schema ends there             | /$schema        | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" | "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json?x"
          name is required               | /name           | "a/b"                | -
          name is a string               | /name           | "io.github.me/x_y.z" | ["a/b"]
          name has a slash               | /name           | "com.example/tides"  | "tides"
          name has one slash only        | /name           | "com.example/tides"  | "com/example/tides"
          name has a namespace           | /name           | "c/t"                | "/tides"
          name has a name                | /name           | "c/t"                | "com.example/"
          a namespace has no underscore  | /name           | "com-x.y/tides"      | "com_x/tides"
          a name has no blank            | /name           | "com.example/a_b"    | "com.example/a b"
          name is ASCII                  | /name           | "com.example/Hafen"  | "com.example/Häfen"
          name has at most 200 chars     | /name           | "NAME200"            | "NAME201"
          version is required            | /version        | "0"                  | -
          version is a string            | /version        | "1.0"                | 1.0
          version has at most 255 chars  | /version        | "V255"               | "V256"
          version is not a caret range   | /version        | "2.1.0-alpha"        | "^1.2.3"
          version is not a tilde range   | /version        | "nightly~7"          | "~1.2.3"
          version is not a lower bound   | /version        | "1.2.3+build.5"      | ">=1.2.3"
          version is not a wildcard x    | /version        | "1.0.0-x"            | "1.x"
          version is not a wildcard *    | /version        | "2026.07.28"         | "1.*"
          description is required        | /description    | "D"                  | -
          description is a string        | /description    | "D"                  | {"en": "D"}
          description is not empty       | /description    | "D"                  | ""
          description has at most 100    | /description    | "LONG100"            | "LONG101"
          characters are counted         | /description    | "EMOJI100"           | "EMOJI100x"
          title is a string              | /title          | "Tides"              | true
          title is optional, not empty   | /title          | -                    | ""
          title has at most 100          | /title          | "LONG100"            | "LONG101"
          websiteUrl is a string         | /websiteUrl     | "https://a.example"  | 7
          websiteUrl is a URI            | /websiteUrl     | "https://a.example/ü"| "not a uri"
          websiteUrl is absolute         | /websiteUrl     | -                    | "/docs"
          repository is an object        | /repository     | -                    | "https://git.example/x"
          repository has a url           | /repository/url | "https://g.example/" | -
          repository url is a URI        | /repository/url | "git://g.example/x"  | "g.example x"
          repository has a source        | /repository/source | "github"          | -
          repository source is a string  | /repository/source | "x"               | 1
          repository id is a string      | /repository/id  | -                    | 4711
          subfolder is a string          | /repository/subfolder | "a"            | []
          subfolder is relative          | /repository/subfolder | -              | "/etc"
          subfolder is clean             | /repository/subfolder | "a/b.c"        | "a/../b"
          icons are a list               | /icons          | []                   | {"src": "data:,"}
          an icon is an object           | /icons/0        | {"src": "data:,"}    | "https://a.example/i.png"
          an icon has a src              | /icons/0/src    | "data:image/png;base64,AAAA" | -
          src is a URI                   | /icons/0/src    | "https://a.example/i"| "i .png"
          mimeType is a string           | /icons/0/mimeType | -                  | ["image/png"]
          sizes are a list               | /icons/0/sizes  | ["48x48", "96x96"]   | "48x48"
          a size is a string             | /icons/0/sizes  | []                   | [48]
          theme is light or dark         | /icons/0/theme  | "light"              | "sepia"
          theme is a string              | /icons/0/theme  | -                    | null
          remotes are a list             | /remotes        | []                   | {}
          a remote is an object          | /remotes/0      | {"type": "sse", "url": "https://a.example/sse"} | "https://a.example/mcp"
          a remote has a type            | /remotes/0/type | "sse"                | -
          a remote's type is known       | /remotes/0/type | "streamable-http"    | "stdio"
          a remote has a url             | /remotes/0/url  | "https://a.example"  | -
          a url may begin with a variable| /remotes/0/url  | "{base}/mcp"         | "{9}/mcp"
          a url is http or https         | /remotes/0/url  | "http://localhost:1/mcp" | "ws://a.example/mcp"
          a url has no blanks            | /remotes/0/url  | "https://a.example/%20" | "https://a.example/ x"
          a url has something behind it  | /remotes/0/url  | "https://a"          | "https://"
          headers are a list             | /remotes/0/headers | []                | {"X": "y"}
          a header is an object          | /remotes/0/headers/0 | {"name": "X-Key"} | "X-Key"
          a header has a name            | /remotes/0/headers/0/name | "X"        | -
          a header's name is a string    | /remotes/0/headers/0/name | "X"        | 1
          a header's variables are a map | /remotes/0/headers/0/variables | {}    | []
          a header's variable is an object| /remotes/0/headers/0/variables/token | {} | "secret"
          isSecret of a header's variable| /remotes/0/headers/0/variables/token/isSecret | false | "no"
          variables are a map            | /remotes/0/variables | {"a": {}}       | [{"name": "quay"}]
          a variable is an object        | /remotes/0/variables/quay | {}         | "north"
          description of an input        | /remotes/0/variables/quay/description | -   | 1
          isRequired is a boolean        | /remotes/0/variables/quay/isRequired | false | "true"
          isSecret is a boolean          | /remotes/0/headers/0/isSecret | true   | 1
          default is a string            | /remotes/0/variables/quay/default | "south" | false
          placeholder is a string        | /remotes/0/headers/0/placeholder | "p" | 5
          value is a string              | /remotes/0/headers/0/value | "Bearer x" | {"a": 1}
          format is known                | /remotes/0/headers/0/format | "filepath" | "date"
          format of a variable is known  | /remotes/0/variables/quay/format | "number" | "integer"
          choices are a list             | /remotes/0/variables/quay/choices | ["a"] | "a"
          a choice is a string           | /remotes/0/variables/quay/choices | []   | [1]
          versions are a list            | /remotes/0/supportedProtocolVersions | ["2025-11-25"] | "2025-11-25"
          a version is a string          | /remotes/0/supportedProtocolVersions | -  | [20260728]
          _meta is an object             | /_meta          | {}                   | []
          _meta keys have two segments   | /_meta          | {"a.b-c.d/e_f": {}, "plain": 1} | {"a b/c": 1}
          _meta labels end well          | /_meta          | {"a1/": 1}           | {"a-./c": 1}
          """)
  void a_rule_is_kept_or_the_card_is_refused(String rule, String pointer, String good, String bad) {
    assertThat(CardRules.check(with(pointer, good))).as("accepted: %s", good).isEmpty();
    ServerCard.read(with(pointer, good));
    assertThat(CardRules.check(with(pointer, bad))).as("refused: %s", bad).hasSize(1);
    String member = pointer.replaceAll("/(\\d+)", "[$1]").substring(1).replace('/', '.');
    assertThatThrownBy(() -> ServerCard.read(with(pointer, bad)))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining(member)
        .hasMessageContaining("expected");
  }

  @Test
  void objects_are_open() {
    ObjectNode card = whole().put("vendor", "anything");
    ((ObjectNode) card.path("remotes").path(0)).put("vendor", 1);
    assertThat(CardRules.check(card)).isEmpty();
  }

  @Test
  void a_card_of_the_required_members_is_enough() {
    ObjectNode card = whole();
    card.retain("$schema", "name", "version", "description");
    assertThat(CardRules.check(card)).isEmpty();
    assertThat(ServerCard.read(card).json()).isEqualTo(card);
  }

  @Test
  void a_card_is_written_as_it_was_read() {
    assertThat(ServerCard.read(whole()).json()).isEqualTo(whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\u0000", "\\n", "\\u001b[31m", "\\u007f", "\\u0085", "\\u202e", "\\u2066"})
  void control_characters_are_refused_wherever_people_or_headers_would_meet_them(String character) {
    for (String pointer :
        new String[] {
          "/description",
          "/title",
          "/repository/source",
          "/icons/0/mimeType",
          "/remotes/0/headers/0/name",
          "/remotes/0/headers/0/value",
          "/remotes/0/variables/quay/description"
        }) {
      ObjectNode card = with(pointer, "\"a" + character + "b\"");
      assertThat(CardRules.check(card))
          .as(pointer)
          .hasSize(1)
          .first()
          .asString()
          .contains("control characters")
          .matches(text -> text.chars().noneMatch(Character::isISOControl));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"card\"", "{\"name\":1,\"name\":2}", "{} {}"})
  void what_is_no_card_at_all_is_refused_with_a_clear_message(String json) {
    assertThatThrownBy(() -> ServerCard.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageStartingWith("The server card is not ");
  }

  @Test
  void depth_is_bounded_and_problems_are_not_listed_without_end() {
    String deep = "[".repeat(100) + "]".repeat(100);
    assertThatThrownBy(() -> ServerCard.read(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DiscoveryException.class);
    ObjectNode card = whole();
    ArrayNode remotes = card.putArray("remotes");
    for (int i = 0; i < 1000; i++) {
      remotes.add(i);
    }
    assertThat(CardRules.check(card)).hasSize(20);
  }
}
