package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** The clients whose files are JSON and alike but for some words. */
final class JsonDialect implements Dialect {
  private static final Set<String> KNOWN =
      Set.of("type", "command", "args", "env", "cwd", "url", "httpUrl", "headers");

  private final ConfigClient client;
  private final References.Spelling spelling;

  JsonDialect(ConfigClient client) {
    this.client = client;
    this.spelling =
        switch (client) {
          case CLAUDE_CODE -> References.Spelling.SHELL;
          case GEMINI -> References.Spelling.BARE;
          case SEP_2633 -> References.Spelling.PIPED;
          case CURSOR, VSCODE -> References.Spelling.SCHEME;
          case CLAUDE_DESKTOP, CODEX -> References.Spelling.NONE;
        };
  }

  @Override
  public String root() {
    return client == ConfigClient.VSCODE ? "servers" : "mcpServers";
  }

  @Override
  public Set<String> known() {
    return KNOWN;
  }

  @Override
  public String inputs() {
    return client == ConfigClient.VSCODE ? "inputs" : "";
  }

  private boolean asks() {
    return client == ConfigClient.VSCODE || client == ConfigClient.SEP_2633;
  }

  @Override
  public ConfiguredServer read(String name, ObjectNode entry) {
    Optional<ConfiguredServer.Origin> origin =
        Optional.of(new ConfiguredServer.Origin(client, entry));
    UnaryOperator<String> read = text -> References.read(spelling, text);
    if (entry.has("command")) {
      return new ConfiguredServer.Local(
          name,
          read.apply(Dialect.text(name, entry, "command")),
          Dialect.texts(name, entry, "args").stream().map(read).toList(),
          mapped(Dialect.map(name, entry, "env"), read),
          entry.has("cwd") ? read.apply(Dialect.text(name, entry, "cwd")) : null,
          origin);
    }
    String member = entry.has("httpUrl") ? "httpUrl" : "url";
    if (!entry.has(member)) {
      throw Dialect.malformed(name, "a \"command\" or a \"url\"");
    }
    return new ConfiguredServer.Web(
        name,
        type(name, entry, member),
        read.apply(Dialect.text(name, entry, member)),
        mapped(Dialect.map(name, entry, "headers"), read),
        origin);
  }

  private String type(String name, ObjectNode entry, String member) {
    if (!entry.has("type")) {
      boolean sse = client == ConfigClient.GEMINI && member.equals("url");
      return sse ? Remote.SSE : Remote.STREAMABLE_HTTP;
    }
    return switch (Dialect.text(name, entry, "type").toLowerCase(Locale.ROOT)) {
      case "http", "streamable-http", "streamable_http", "streamablehttp" -> Remote.STREAMABLE_HTTP;
      case "sse" -> Remote.SSE;
      default -> throw Dialect.malformed(name, "\"type\" to be http or sse beside a URL");
    };
  }

  @Override
  public ObjectNode write(ConfiguredServer server, List<String> notes) {
    UnaryOperator<String> write = text -> References.write(spelling, asks(), text);
    ObjectNode entry = Json.mapper().createObjectNode();
    switch (server) {
      case ConfiguredServer.Local local -> {
        if (client == ConfigClient.VSCODE || client == ConfigClient.SEP_2633) {
          entry.put("type", "stdio");
        }
        entry.put("command", write.apply(local.command()));
        if (!local.args().isEmpty()) {
          entry.set("args", Json.mapper().valueToTree(local.args().stream().map(write).toList()));
        }
        put(entry, "env", mapped(local.env(), write));
        if (local.cwd() != null) {
          entry.put("cwd", write.apply(local.cwd()));
        }
      }
      case ConfiguredServer.Web web -> {
        url(entry, web, write.apply(web.url()));
        put(entry, "headers", mapped(web.headers(), write));
      }
    }
    return entry;
  }

  private void url(ObjectNode entry, ConfiguredServer.Web web, String url) {
    boolean sse = web.type().equals(Remote.SSE);
    switch (client) {
      case GEMINI -> entry.put(sse ? "url" : "httpUrl", url);
      case CURSOR -> {
        if (sse) {
          entry.put("type", "sse");
        }
        entry.put("url", url);
      }
      case SEP_2633 -> entry.put("type", web.type()).put("url", url);
      case CLAUDE_CODE, VSCODE, CLAUDE_DESKTOP, CODEX ->
          entry.put("type", sse ? "sse" : "http").put("url", url);
    }
  }

  private static void put(ObjectNode entry, String member, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      entry.set(member, Json.mapper().valueToTree(texts));
    }
  }

  private static Map<String, String> mapped(Map<String, String> texts, UnaryOperator<String> how) {
    Map<String, String> mapped = new LinkedHashMap<>();
    texts.forEach((key, text) -> mapped.put(key, how.apply(text)));
    return mapped;
  }
}
