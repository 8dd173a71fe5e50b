package dev.waybill.discovery;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The clients whose configuration files are read and written, each by its own rules. */
public enum ConfigClient {
  /** {@code claude_desktop_config.json}: local programs only; remote servers through a bridge. */
  CLAUDE_DESKTOP("claude-desktop"),
  /** {@code .mcp.json}. */
  CLAUDE_CODE("claude-code"),
  /** {@code .cursor/mcp.json}. */
  CURSOR("cursor"),
  /** {@code .vscode/mcp.json}, with comments, and inputs that are asked for. */
  VSCODE("vscode"),
  /** {@code ~/.codex/config.toml}. */
  CODEX("codex"),
  /** {@code .gemini/settings.json}. */
  GEMINI("gemini"),
  /** {@code mcp.json} as SEP-2633 proposes it for all clients; a draft. */
  SEP_2633("sep-2633");

  private final String id;

  ConfigClient(String id) {
    this.id = id;
  }

  /** The name on the command line, as {@code claude-code}. */
  public String id() {
    return id;
  }

  public static Optional<ConfigClient> of(String id) {
    return Arrays.stream(values()).filter(client -> client.id.equals(id)).findFirst();
  }

  /** All names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(ConfigClient::id).toList();
  }

  Dialect dialect() {
    return switch (this) {
      case CLAUDE_DESKTOP -> new DesktopDialect();
      case CODEX -> new CodexDialect();
      case CLAUDE_CODE, CURSOR, VSCODE, GEMINI, SEP_2633 -> new JsonDialect(this);
    };
  }
}
