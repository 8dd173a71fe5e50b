package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claude Desktop, whose file knows programs only: a remote server is reached through the bridge
 * {@code npx mcp-remote URL}, and what is secret goes into that program's environment, where its
 * user has to put it.
 */
final class DesktopDialect implements Dialect {
  private static final String BRIDGE = "mcp-remote";
  private static final References.Spelling IN_ARGS = References.Spelling.SHELL;

  @Override
  public String root() {
    return "mcpServers";
  }

  @Override
  public Set<String> known() {
    return Set.of("command", "args", "env");
  }

  @Override
  public ConfiguredServer read(String name, ObjectNode entry) {
    Optional<ConfiguredServer.Origin> origin =
        Optional.of(new ConfiguredServer.Origin(ConfigClient.CLAUDE_DESKTOP, entry));
    if (!entry.has("command")) {
      throw Dialect.malformed(name, "a \"command\"; this client starts programs only");
    }
    String command = Dialect.text(name, entry, "command");
    List<String> args = Dialect.texts(name, entry, "args");
    Map<String, String> env = Dialect.map(name, entry, "env");
    Optional<ConfiguredServer> web = bridged(name, command, args, env, origin);
    return web.orElseGet(() -> new ConfiguredServer.Local(name, command, args, env, null, origin));
  }

  /** A remote server behind the bridge, where there is nothing else among the arguments. */
  private static Optional<ConfiguredServer> bridged(
      String name,
      String command,
      List<String> args,
      Map<String, String> env,
      Optional<ConfiguredServer.Origin> origin) {
    List<String> rest = new ArrayList<>(args);
    rest.remove("-y");
    if (!command.equals("npx")
        || rest.size() < 2
        || !rest.getFirst().matches(BRIDGE + "(@[\\w.^~-]+)?")) {
      return Optional.empty();
    }
    String type = Remote.STREAMABLE_HTTP;
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 2; i < rest.size(); i += 2) {
      String value = i + 1 < rest.size() ? rest.get(i + 1) : "";
      if (rest.get(i).equals("--header") && value.indexOf(':') > 0) {
        int colon = value.indexOf(':');
        headers.put(value.substring(0, colon), expanded(value.substring(colon + 1).strip(), env));
      } else if (rest.get(i).equals("--transport") && value.startsWith("sse")) {
        type = Remote.SSE;
      } else if (!rest.get(i).equals("--transport") || !value.startsWith("http")) {
        return Optional.empty();
      }
    }
    return Optional.of(new ConfiguredServer.Web(name, type, rest.get(1), headers, origin));
  }

  /** What the entry's own environment holds stands in place of a reference to it. */
  private static String expanded(String value, Map<String, String> env) {
    String text = value;
    for (Map.Entry<String, String> variable : env.entrySet()) {
      if (!variable.getValue().isEmpty()) {
        text = text.replace("${" + variable.getKey() + "}", variable.getValue());
      }
    }
    return References.read(IN_ARGS, text);
  }

  @Override
  public ObjectNode write(ConfiguredServer server, List<String> notes) {
    ObjectNode entry = Json.mapper().createObjectNode();
    switch (server) {
      case ConfiguredServer.Local local -> {
        entry.put("command", local.command());
        if (!local.args().isEmpty()) {
          entry.set("args", Json.mapper().valueToTree(local.args()));
        }
        if (local.cwd() != null) {
          notes.add(local.name() + ": this client has no working directory; left out");
        }
        Map<String, String> env = new LinkedHashMap<>();
        local
            .env()
            .forEach((key, value) ->
                env.put(
                    key, References.variables(value).isEmpty() ? value : empty(local, key, notes)));
        put(entry, env);
      }
      case ConfiguredServer.Web web -> bridge(entry, web, notes);
    }
    return entry;
  }

  private static void bridge(ObjectNode entry, ConfiguredServer.Web web, List<String> notes) {
    List<String> args = new ArrayList<>(List.of("-y", BRIDGE, web.url()));
    if (web.type().equals(Remote.SSE)) {
      args.addAll(List.of("--transport", "sse-only"));
    }
    Set<String> variables = new LinkedHashSet<>();
    web.headers()
        .forEach((name, value) -> {
          // Without a blank after the colon: on Windows blanks within arguments are lost.
          args.addAll(List.of("--header", name + ":" + References.write(IN_ARGS, false, value)));
          variables.addAll(References.variables(value));
        });
    if (!References.variables(web.url()).isEmpty()) {
      notes.add(web.name() + ": replace the references in the URL; this client does not");
    }
    entry.put("command", "npx").set("args", Json.mapper().valueToTree(args));
    Map<String, String> env = new LinkedHashMap<>();
    variables.forEach(variable -> env.put(variable, empty(web, variable, notes)));
    put(entry, env);
  }

  private static String empty(ConfiguredServer server, String variable, List<String> notes) {
    notes.add(
        server.name()
            + ": put the value of "
            + variable
            + " into \"env\"; this client reads no"
            + " variables of its own environment");
    return "";
  }

  private static void put(ObjectNode entry, Map<String, String> env) {
    if (!env.isEmpty()) {
      entry.set("env", Json.mapper().valueToTree(env));
    }
  }
}
