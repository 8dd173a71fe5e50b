package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codex, in TOML: references are members of their own ({@code bearer_token_env_var}, {@code
 * env_http_headers}, {@code env_vars}) and not part of texts.
 */
final class CodexDialect implements Dialect {
  private static final Pattern BEARER = Pattern.compile("Bearer \\$\\{env:([A-Za-z0-9_]+)\\}");
  private static final Pattern WHOLE = Pattern.compile("\\$\\{env:([A-Za-z0-9_]+)\\}");
  private static final String AUTHORIZATION = "Authorization";

  @Override
  public String root() {
    return "mcp_servers";
  }

  @Override
  public Set<String> known() {
    return Set.of(
        "command",
        "args",
        "env",
        "env_vars",
        "cwd",
        "url",
        "bearer_token_env_var",
        "http_headers",
        "env_http_headers");
  }

  @Override
  public ConfiguredServer read(String name, ObjectNode entry) {
    Optional<ConfiguredServer.Origin> origin =
        Optional.of(new ConfiguredServer.Origin(ConfigClient.CODEX, entry));
    if (entry.has("command")) {
      Map<String, String> env = Dialect.map(name, entry, "env");
      entry
          .path("env_vars")
          .valueStream()
          .filter(variable -> variable.isString())
          .forEach(
              variable -> env.put(variable.stringValue(), References.env(variable.stringValue())));
      return new ConfiguredServer.Local(
          name,
          Dialect.text(name, entry, "command"),
          Dialect.texts(name, entry, "args"),
          env,
          entry.has("cwd") ? Dialect.text(name, entry, "cwd") : null,
          origin);
    }
    if (!entry.has("url")) {
      throw Dialect.malformed(name, "a \"command\" or a \"url\"");
    }
    Map<String, String> headers = Dialect.map(name, entry, "http_headers");
    Dialect.map(name, entry, "env_http_headers")
        .forEach((header, variable) -> headers.put(header, References.env(variable)));
    if (entry.has("bearer_token_env_var")) {
      String variable = Dialect.text(name, entry, "bearer_token_env_var");
      headers.put(AUTHORIZATION, "Bearer " + References.env(variable));
    }
    return new ConfiguredServer.Web(
        name, Remote.STREAMABLE_HTTP, Dialect.text(name, entry, "url"), headers, origin);
  }

  @Override
  public ObjectNode write(ConfiguredServer server, List<String> notes) {
    ObjectNode entry = Json.mapper().createObjectNode();
    switch (server) {
      case ConfiguredServer.Local local -> local(entry, local, notes);
      case ConfiguredServer.Web web -> web(entry, web, notes);
    }
    return entry;
  }

  private static void local(ObjectNode entry, ConfiguredServer.Local local, List<String> notes) {
    entry.put("command", local.command());
    if (!local.args().isEmpty()) {
      entry.set("args", Json.mapper().valueToTree(local.args()));
    }
    if (local.cwd() != null) {
      entry.put("cwd", local.cwd());
    }
    Map<String, String> env = new LinkedHashMap<>();
    List<String> forwarded = new ArrayList<>();
    local
        .env()
        .forEach((key, value) -> {
          List<String> variables = References.variables(value);
          if (variables.isEmpty()) {
            env.put(key, value);
          } else {
            forwarded.add(key);
            if (!common(value).equals(References.env(key))) {
              notes.add(
                  local.name() + ": set the environment variable " + key + ", which is handed on");
            }
          }
        });
    if (!forwarded.isEmpty()) {
      ArrayNode list = entry.putArray("env_vars");
      forwarded.forEach(list::add);
    }
    if (!env.isEmpty()) {
      entry.set("env", Json.mapper().valueToTree(env));
    }
  }

  private static void web(ObjectNode entry, ConfiguredServer.Web web, List<String> notes) {
    entry.put("url", web.url());
    if (web.type().equals(Remote.SSE)) {
      notes.add(web.name() + ": this client speaks streamable HTTP only, the server may not");
    }
    if (!References.variables(web.url()).isEmpty()) {
      notes.add(web.name() + ": replace the references in the URL; this client does not");
    }
    Map<String, String> plain = new LinkedHashMap<>();
    Map<String, String> variables = new LinkedHashMap<>();
    web.headers()
        .forEach((name, value) -> {
          String text = common(value);
          Matcher bearer = BEARER.matcher(text);
          Matcher whole = WHOLE.matcher(text);
          if (name.equalsIgnoreCase(AUTHORIZATION) && bearer.matches()) {
            entry.put("bearer_token_env_var", bearer.group(1));
          } else if (whole.matches()) {
            variables.put(name, whole.group(1));
          } else if (References.variables(text).isEmpty()) {
            plain.put(name, value);
          } else {
            String variable = References.variable(web.name() + "_" + name);
            variables.put(name, variable);
            notes.add(
                web.name()
                    + ": set the environment variable "
                    + variable
                    + " to the whole of header "
                    + name);
          }
        });
    if (!plain.isEmpty()) {
      entry.set("http_headers", Json.mapper().valueToTree(plain));
    }
    if (!variables.isEmpty()) {
      entry.set("env_http_headers", Json.mapper().valueToTree(variables));
    }
  }

  /** With inputs taken from the environment, as nobody is asked. */
  private static String common(String text) {
    return References.write(References.Spelling.PIPED, false, text);
  }
}
