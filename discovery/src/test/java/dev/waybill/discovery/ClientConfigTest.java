package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ClientConfigTest {
  private static final String CLAUDE_DESKTOP =
      """
      {
        "globalShortcut": "Ctrl+Space",
        "mcpServers": {
          "files": {
            "command": "npx",
            "args": ["-y", "@example/files", "/home/me/Documents"],
            "env": {"LOG_LEVEL": "info"}
          },
          "tides": {
            "command": "npx",
            "args": ["mcp-remote", "https://tides.example/mcp", "--header", "X-Key: ${TIDES_KEY}"],
            "env": {"TIDES_KEY": ""}
          }
        }
      }
      """;

  private static final String CLAUDE_CODE =
      """
      {
        "mcpServers": {
          "weather": {
            "type": "http",
            "url": "${WEATHER_URL:-https://weather.example}/mcp",
            "headers": {"Authorization": "Bearer ${WEATHER_TOKEN}"},
            "oauth": {"clientId": "abc", "callbackPort": 8080}
          },
          "old": {"type": "sse", "url": "https://old.example/sse"},
          "files": {
            "command": "/usr/bin/files",
            "args": ["--root", "${HOME}"],
            "env": {"LEVEL": "debug"},
            "timeout": 600000
          }
        }
      }
      """;

  private static final String CURSOR =
      """
      {
        "mcpServers": {
          "weather": {
            "url": "https://weather.example/mcp",
            "headers": {"Authorization": "Bearer ${env:WEATHER_TOKEN}"},
            "auth": {"CLIENT_ID": "abc", "scopes": ["read"]}
          },
          "files": {
            "command": "python",
            "args": ["${workspaceFolder}/server.py"],
            "env": {"API_KEY": "${env:API_KEY}"},
            "envFile": ".env"
          }
        }
      }
      """;

  private static final String VSCODE =
      """
      {
        // Asked for once, then kept by the editor.
        "inputs": [
          {
            "type": "promptString",
            "id": "weather-token",
            "description": "Token of the weather service",
            "password": true,
          },
        ],
        "servers": {
          "weather": {
            "type": "http",
            "url": "https://weather.example/mcp", /* production */
            "headers": {"Authorization": "Bearer ${input:weather-token}"},
          },
          "files": {
            "type": "stdio",
            "command": "node",
            "args": ["${workspaceFolder}/server.js"],
            "envFile": "${workspaceFolder}/.env",
            "dev": {"watch": "src/**/*.ts"},
          },
        },
      }
      """;

  private static final String CODEX =
      """
      model = "o9"  # what the rest of the file is about

      [mcp_servers.weather]
      url = "https://weather.example/mcp"
      bearer_token_env_var = "WEATHER_TOKEN"
      http_headers = { "X-Region" = "eu" }
      env_http_headers = { "X-Team" = "TEAM_ID" }
      startup_timeout_sec = 20
      enabled_tools = ["forecast"]

      [mcp_servers.files]
      command = "npx"
      args = ["-y", "@example/files"]
      env_vars = ["API_KEY"]
      cwd = "/srv"

      [mcp_servers.files.env]
      LEVEL = "debug"
      """;

  private static final String GEMINI =
      """
      {
        "theme": "dark",
        "mcpServers": {
          "weather": {
            "httpUrl": "https://weather.example/mcp",
            "headers": {"Authorization": "Bearer $WEATHER_TOKEN"},
            "timeout": 5000,
            "trust": false
          },
          "old": {"url": "https://old.example/sse"},
          "files": {
            "command": "python",
            "args": ["-m", "files"],
            "cwd": "./servers",
            "env": {"DATABASE_URL": "$DB", "API_KEY": "${EXTERNAL_API_KEY}"},
            "includeTools": ["read_file"]
          }
        }
      }
      """;

  private static final String SEP_2633 =
      """
      {
        "mcpServers": {
          "weather": {
            "title": "Weather",
            "description": "Forecasts",
            "type": "streamable-http",
            "url": "https://weather.example/mcp",
            "headers": {"X-Key": "${env:WEATHER_KEY | value:anonymous}"},
            "oauth": {"scopes": ["read"]}
          },
          "old": {"type": "sse", "url": "https://old.example/sse"},
          "files": {
            "type": "stdio",
            "command": "npx",
            "args": ["-y", "@example/files@1.0.0"],
            "env": {"TOKEN": "${op://vault/item/token}"}
          }
        }
      }
      """;

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of(ConfigClient.CLAUDE_DESKTOP, CLAUDE_DESKTOP),
        Arguments.of(ConfigClient.CLAUDE_CODE, CLAUDE_CODE),
        Arguments.of(ConfigClient.CURSOR, CURSOR),
        Arguments.of(ConfigClient.VSCODE, VSCODE),
        Arguments.of(ConfigClient.CODEX, CODEX),
        Arguments.of(ConfigClient.GEMINI, GEMINI),
        Arguments.of(ConfigClient.SEP_2633, SEP_2633));
  }

  private static JsonNode tree(ConfigClient client, String text) {
    return client == ConfigClient.CODEX ? Toml.tree(text) : Jsonc.of(text).tree();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_is_read_from_a_client_is_written_for_it_again(ConfigClient client, String example) {
    ClientConfig config = ClientConfig.read(client, example);
    ClientConfig.Text written = config.write(client);
    assertThat(tree(client, written.text())).isEqualTo(tree(client, example));
    assertThat(ClientConfig.read(client, written.text())).isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_is_written_for_any_other_client_says_the_same(ConfigClient client, String example) {
    ClientConfig config = ClientConfig.read(client, example);
    for (ConfigClient other : List.of(ConfigClient.VSCODE, ConfigClient.SEP_2633)) {
      ClientConfig.Text written = config.write(other);
      List<ConfiguredServer> back = ClientConfig.read(other, written.text()).servers();
      assertThat(back.stream().map(ConfiguredServer::plain))
          .as("%s to %s", client, other)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyElementsOf(withoutFallbacks(config, other));
    }
  }

  /** VS Code has no words for a value to fall back on. */
  private static List<ConfiguredServer> withoutFallbacks(ClientConfig config, ConfigClient client) {
    return config.servers().stream()
        .<ConfiguredServer>map(server ->
            server instanceof ConfiguredServer.Web web && client == ConfigClient.VSCODE
                ? new ConfiguredServer.Web(
                    web.name(),
                    web.type(),
                    web.url().replaceAll(" \\| value:[^}]*", ""),
                    Map.copyOf(
                        web.headers().entrySet().stream()
                            .collect(
                                java.util.stream.Collectors.toMap(
                                    Map.Entry::getKey,
                                    e -> e.getValue().replaceAll(" \\| value:[^}]*", "")))),
                    Optional.empty())
                : server.plain())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          claude-code    | {"mcpServers":{"weather":{"type":"http","url":"https://w.example/mcp","headers":{"Authorization":"Bearer ${WEATHER_TOKEN}","X-Region":"eu"}}}}
          cursor         | {"mcpServers":{"weather":{"url":"https://w.example/mcp","headers":{"Authorization":"Bearer ${env:WEATHER_TOKEN}","X-Region":"eu"}}}}
          gemini         | {"mcpServers":{"weather":{"httpUrl":"https://w.example/mcp","headers":{"Authorization":"Bearer ${WEATHER_TOKEN}","X-Region":"eu"}}}}
          sep-2633       | {"mcpServers":{"weather":{"type":"streamable-http","url":"https://w.example/mcp","headers":{"Authorization":"Bearer ${input:weather_token}","X-Region":"eu"}}}}
          vscode         | {"servers":{"weather":{"type":"http","url":"https://w.example/mcp","headers":{"Authorization":"Bearer ${input:weather_token}","X-Region":"eu"}}},"inputs":[{"type":"promptString","id":"weather_token","description":"Your token","password":true}]}
          codex          | {"mcp_servers":{"weather":{"url":"https://w.example/mcp","bearer_token_env_var":"WEATHER_TOKEN","http_headers":{"X-Region":"eu"}}}}
          claude-desktop | {"mcpServers":{"weather":{"command":"npx","args":["-y","mcp-remote","https://w.example/mcp","--header","Authorization:Bearer ${WEATHER_TOKEN}","--header","X-Region:eu"],"env":{"WEATHER_TOKEN":""}}}}
          """)
  void a_card_is_written_for_each_client_in_its_own_words(String client, String expected) {
    ServerCard card =
        new ServerCard(
            "com.example/weather",
            "1.0.0",
            "Weather",
            null,
            null,
            null,
            List.of(),
            List.of(
                new Remote(
                    Remote.STREAMABLE_HTTP,
                    "https://w.example/mcp",
                    List.of(
                        Remote.Header.bearer("Your token"),
                        Remote.Header.of("X-Region", Input.withDefault("Region", "eu")),
                        Remote.Header.of("X-Trace", Input.ANY)),
                    Map.of(),
                    List.of())),
            Map.of());
    ConfigClient target = ConfigClient.of(client).orElseThrow();
    ClientConfig.Text written = ClientConfig.of(List.of(card)).write(target);
    assertThat(tree(target, written.text()))
        .isEqualTo(Json.parse(expected.getBytes(StandardCharsets.UTF_8)));
    boolean asks = target == ConfigClient.VSCODE || target == ConfigClient.SEP_2633;
    if (target != ConfigClient.VSCODE) {
      assertThat(written.notes()).hasSize(1).first().asString().contains("WEATHER_TOKEN");
    } else {
      assertThat(written.notes()).isEmpty();
    }
    assertThat(asks || !written.text().contains("${input:")).isTrue();
  }

  @Test
  void servers_of_the_same_last_name_are_told_apart() {
    ServerCard one = ServerCard.read(card("com.example/weather"));
    ServerCard two = ServerCard.read(card("org.other/weather"));
    assertThat(ClientConfig.of(List.of(one, two)).servers())
        .extracting(ConfiguredServer::name)
        .containsExactly("weather", "org-other-weather");
  }

  private static byte[] card(String name) {
    return Site.card(name).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void hostile_files_are_refused_with_a_message(ConfigClient client) {
    boolean toml = client == ConfigClient.CODEX;
    String root = client.dialect().root();
    for (String bad :
        toml
            ? List.of("x = ", "[a\n", "a = 1\na = 2", root + " = 3", "[" + root + "]\nx = 1")
            : List.of(
                "{",
                "[]",
                "{\"a\":1,\"a\":2}",
                "[".repeat(500),
                "{\"" + root + "\":[]}",
                "{\"" + root + "\":{\"x\":1}}",
                "{\"" + root + "\":{\"x\":{}}}",
                "{\"" + root + "\":{\"x\":{\"command\":1}}}",
                "{\"" + root + "\":{\"x\":{\"command\":\"a\",\"args\":\"b\"}}}",
                "{\"" + root + "\":{\"x\":{\"command\":\"a\",\"env\":{\"b\":[]}}}}",
                "/* never ends",
                "\"never ends")) {
      assertThatThrownBy(() -> ClientConfig.read(client, bad))
          .as(bad)
          .isInstanceOf(DiscoveryException.class);
      assertThatThrownBy(() -> ClientConfig.of(List.of()).sync(client, bad))
          .as(bad)
          .isInstanceOf(DiscoveryException.class);
    }
  }
}
