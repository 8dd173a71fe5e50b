package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void toml_tables_that_cannot_be_edited_are_named() {
    String inline = "mcp_servers = { weather = { url = \"https://old.example\" } }\n";
    assertThatThrownBy(
            () -> config(web("weather", "https://new.example")).sync(ConfigClient.CODEX, inline))
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("[mcp_servers.weather]");
  }

  @Test
  void what_says_the_same_already_is_not_touched() {
    String existing = "{\"mcpServers\": {\"w\":{\"url\"  :\"https://w.example/mcp\"  } }  }";
    assertThat(config(web("w", "https://w.example/mcp")).sync(ConfigClient.CURSOR, existing).text())
        .isEqualTo(existing);
  }
}
