package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merging into files that people keep by hand. */
class ConfigSyncTest {
  private static ClientConfig config(ConfiguredServer... servers) {
    return new ClientConfig(List.of(servers), Map.of(), Json.mapper().createObjectNode());
  }

  private static ConfiguredServer web(String name, String url, String... header) {
    Map<String, String> headers = header.length == 0 ? Map.of() : Map.of(header[0], header[1]);
    return new ConfiguredServer.Web(name, Remote.STREAMABLE_HTTP, url, headers, Optional.empty());
  }

  private static String sync(ConfigClient client, String existing, ConfiguredServer... servers) {
    String text = config(servers).sync(client, existing).text();
    // Whatever was merged must be there when it is read again, and merging again changes nothing.
    assertThat(ClientConfig.read(client, text).servers().stream().map(ConfiguredServer::plain))
        .contains(servers);
    assertThat(config(servers).sync(client, text).text()).isEqualTo(text);
    return text;
  }

  @Test
  void comments_order_and_unknown_members_stay() {
    String existing =
        """
        {
          // My servers
          "servers": {
            "weather": { // the good one
              "type": "http",
              "url": "https://old.example/mcp", // to be replaced
              "gallery": true /* mine */,
            },
            // "off": {"type": "http"},
          },
          "inputs": [],
          "mine": [1, 2,  3],
        }
        """;
    assertThat(
            sync(
                ConfigClient.VSCODE,
                existing,
                web("weather", "https://new.example/mcp"),
                web("tides", "https://tides.example/mcp")))
        .isEqualTo(
            """
            {
              // My servers
              "servers": {
                "weather": { // the good one
                  "type": "http",
                  "url": "https://new.example/mcp", // to be replaced
                  "gallery": true /* mine */,
                },
                // "off": {"type": "http"},
                "tides": {
                  "type": "http",
                  "url": "https://tides.example/mcp"
                }
              },
              "inputs": [],
              "mine": [1, 2,  3],
            }
            """);
  }

  @Test
  void a_program_that_becomes_a_url_loses_what_no_longer_holds() {
    String existing =
        """
        {
          "mcpServers": {
            "weather": {
              "timeout": 5, // seconds
              "command": "npx",
              "env": {
                "A": "b"
              },
              "args": ["-y", "weather"]
            }
          }
        }
        """;
    assertThat(
            sync(
                ConfigClient.CLAUDE_CODE,
                existing,
                web("weather", "https://w.example/mcp", "X-Key", "1")))
        .isEqualTo(
            """
            {
              "mcpServers": {
                "weather": {
                  "timeout": 5, // seconds
                  "type": "http",
                  "url": "https://w.example/mcp",
                  "headers": {
                    "X-Key": "1"
                  }
                }
              }
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "{}",
        "{ }",
        "{\n}",
        "// nothing yet\n{\n  // here either\n}\n",
        "{\"mcpServers\":{}}",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\"}, /* last */ }}",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\"} // last\n}}",
        "{\"mcpServers\": {\"a\": {\"command\": \"x\"}, // last, really\n"
            + "}, \"b\": \"// no comment, \"}",
        "{\n\t\"mcpServers\": {\n\t\t\"a\": {\n\t\t\t\"command\": \"x\"\n\t\t}\n\t}\n}",
        "{\r\n  \"mcpServers\": {\r\n    \"a\": {\"command\": \"x\"}\r\n  }\r\n}\r\n",
        "\uFEFF{\"mcpServers\": {}}",
        "{\"mcpServers\": {\"weather\": {\"url\": \"https://w.example/mcp\"}}}",
        "{\"mcpServers\": {\"weather\": {\"url\": \"x\", \"headers\": {\"Mine\": \"é\\\"}\"}}}}"
      })
  void every_way_to_write_json_is_merged_into(String existing) {
    String text =
        sync(
            ConfigClient.CURSOR,
            existing.replace("\"Mine\": \"é\\\"}\"", "\"Mine\": \"\""),
            web("tides", "https://t.example/mcp", "X-Key", "${env:KEY}"));
    for (String kept : List.of("\"a\"", "// nothing yet", "// last", "\"b\"", "\t\t\t", "\uFEFF")) {
      assertThat(text.contains(kept)).isEqualTo(existing.contains(kept));
    }
    if (existing.contains("\r\n")) {
      assertThat(text.replace("\r\n", "")).doesNotContain("\n");
    }
  }

  @Test
  void headers_of_ones_own_stay_beside_those_that_are_pushed_out() {
    String existing =
        """
        {"mcpServers": {"w": {"url": "https://w.example/mcp", "headers": {"X-Mine": "1", "X-Key": "old"}}}}
        """;
    String text =
        config(web("w", "https://w.example/mcp", "X-Key", "new"))
            .sync(ConfigClient.CURSOR, existing)
            .text();
    assertThat(text).isEqualTo(existing.replace("old", "new"));
  }

  @Test
  void inputs_are_added_and_those_that_are_there_stay() {
    String existing =
        """
        {
          "inputs": [
            {"type": "promptString", "id": "mine", "description": "Mine"} // kept
          ],
          "servers": {}
        }
        """;
    String text =
        sync(
            ConfigClient.VSCODE,
            existing,
            web("w", "https://w.example/mcp", "X-Key", "${input:w_key}"));
    assertThat(
            Jsonc.of(text)
                .tree()
                .path("inputs")
                .valueStream()
                .map(input -> input.path("id").stringValue()))
        .containsExactly("mine", "w_key");
  }

  @Test
  void toml_keeps_its_comments_order_and_other_tables() {
    String existing =
        """
        # My Codex
        model = "o9" # the model

        [mcp_servers.weather] # weather
        url = "https://old.example/mcp"   # replaced
        startup_timeout_sec = 20
        enabled_tools = [
          "forecast", # one
          "history",
        ]

        # About files
        [mcp_servers."my files"]
        command = "npx"
        args = ["-y", "files"]

        [mcp_servers."my files".env]
        LEVEL = "debug"

        [tui]
        theme = '''
        [mcp_servers.fake]
        '''
        """;
    assertThat(
            sync(
                ConfigClient.CODEX,
                existing,
                web("weather", "https://new.example/mcp", "Authorization", "Bearer ${env:TOKEN}"),
                web("my files", "https://files.example/mcp"),
                web("tides", "https://tides.example/mcp")))
        .isEqualTo(
            """
            # My Codex
            model = "o9" # the model

            [mcp_servers.weather] # weather
            url = "https://new.example/mcp"   # replaced
            startup_timeout_sec = 20
            enabled_tools = [
              "forecast", # one
              "history",
            ]
            bearer_token_env_var = "TOKEN"

            # About files
            [mcp_servers."my files"]
            url = "https://files.example/mcp"


            [tui]
            theme = '''
            [mcp_servers.fake]
            '''

            [mcp_servers.tides]
            url = "https://tides.example/mcp"
            """);
  }

  /** Before, and after a server got another URL and a token and lost its command. */
  static List<Arguments> formsOfToml() {
    return List.of(
        Arguments.of(
            "an inline table in a table",
            """
            [mcp_servers]
            weather = {command='npx',timeout = 1_0, args = ["{", "}"]} # mine
            other = { url = "https://other.example" }
            """,
            """
            [mcp_servers]
            weather = {timeout = 1_0, url = "https://new.example", bearer_token_env_var = "TOKEN"} # mine
            other = { url = "https://other.example" }
            """),
        Arguments.of(
            "inline tables in each other",
            """
            mcp_servers = { other = { command = "a" }, "weather" = { url = 'https://old.example', on = true } }
            # the end
            """,
            """
            mcp_servers = { other = { command = "a" }, "weather" = { url = "https://new.example", on = true, bearer_token_env_var = "TOKEN" } }
            # the end
            """),
        Arguments.of(
            "an inline table of which nothing stays",
            "mcp_servers.weather = {command='npx', cwd='a'}",
            "mcp_servers.weather = { url = \"https://new.example\", bearer_token_env_var ="
                + " \"TOKEN\"}"),
        Arguments.of(
            "a server that an inline table lacks",
            "mcp_servers = { other = { command = 'a' } }\n[tui]\n",
            """
            mcp_servers = { other = { command = 'a' }, weather = { url = "https://new.example", bearer_token_env_var = "TOKEN" } }
            [tui]
            """),
        Arguments.of(
            "dotted keys in an inline table",
            "mcp_servers = { weather.command = 'a', weather.on = true, weather.env.A = 'b' }\n",
            """
            mcp_servers = { weather.on = true, weather.url = "https://new.example", weather.bearer_token_env_var = "TOKEN" }
            """),
        Arguments.of(
            "dotted keys",
            """
            mcp_servers.weather.url = "https://old.example" # replaced
            mcp_servers.weather.on = true # kept
            mcp_servers.weather.env.A = "b"
            model = "o9"
            """,
            """
            mcp_servers.weather.url = "https://new.example" # replaced
            mcp_servers.weather.on = true # kept
            mcp_servers.weather.bearer_token_env_var = "TOKEN"
            model = "o9"
            """),
        Arguments.of(
            "dotted keys below a table",
            """
            [mcp_servers]
            weather.on = true
            weather.url = "https://old.example"
            [mcp_servers.weather.tools]
            forecast = true
            """,
            """
            [mcp_servers]
            weather.on = true
            weather.url = "https://new.example"
            weather.bearer_token_env_var = "TOKEN"
            [mcp_servers.weather.tools]
            forecast = true
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formsOfToml")
  void toml_is_merged_in_the_form_it_has(String form, String before, String after) {
    assertThat(
            sync(
                ConfigClient.CODEX,
                before,
                web("weather", "https://new.example", "Authorization", "Bearer ${env:TOKEN}")))
        .isEqualTo(after);
  }

  @Test
  void what_says_the_same_already_is_not_touched() {
    String existing = "{\"mcpServers\": {\"w\":{\"url\"  :\"https://w.example/mcp\"  } }  }";
    assertThat(config(web("w", "https://w.example/mcp")).sync(ConfigClient.CURSOR, existing).text())
        .isEqualTo(existing);
  }
}
