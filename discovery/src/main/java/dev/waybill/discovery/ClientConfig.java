package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The servers that a client is configured with, between the file formats of clients: defined once,
 * pushed out to all.
 *
 * <pre>{@code
 * ClientConfig config = ClientConfig.of(cards);
 * String forEditor = config.write(ConfigClient.VSCODE).text();
 * String merged = config.sync(ConfigClient.CURSOR, Files.readString(file)).text();
 * }</pre>
 *
 * @param inputs what {@code ${input:id}} refers to, by id
 * @param rest other members of the file it was read from, if it was
 */
public record ClientConfig(
    List<ConfiguredServer> servers, Map<String, Input> inputs, ObjectNode rest) {

  public ClientConfig {
    servers = List.copyOf(servers);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /**
   * A file's text.
   *
   * @param notes what its user has to know: values to set, things the client has no words for
   */
  public record Text(String text, List<String> notes) {
    public Text {
      notes = List.copyOf(notes);
    }
  }

  /** The servers of cards, each at its first remote that is streamable HTTP, or else its first. */
  public static ClientConfig of(List<ServerCard> cards) {
    return CardConfig.of(cards);
  }

  /**
   * Reads a client's file.
   *
   * @throws DiscoveryException when it is not what the client's files are; the message names the
   *     server and the member
   */
  public static ClientConfig read(ConfigClient client, String text) {
    Dialect dialect = client.dialect();
    ObjectNode root = tree(client, text);
    List<ConfiguredServer> servers = new ArrayList<>();
    JsonNode entries = root.path(dialect.root());
    if (!entries.isMissingNode() && !entries.isObject()) {
      throw new DiscoveryException("Expected \"" + dialect.root() + "\" to hold servers by name");
    }
    entries
        .propertyStream()
        .forEach(entry -> {
          if (!(entry.getValue() instanceof ObjectNode server)) {
            throw Dialect.malformed(entry.getKey(), "an object");
          }
          servers.add(dialect.read(entry.getKey(), server));
        });
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (JsonNode input : root.path(dialect.inputs())) {
      inputs.put(
          input.path("id").asString(""),
          new Input(
              Input.text(input, "description"),
              true,
              input.path("password").asBoolean(false),
              null,
              Input.text(input, "default"),
              null,
              null,
              List.of()));
    }
    ObjectNode rest = root.deepCopy();
    rest.remove(dialect.root());
    return new ClientConfig(servers, inputs, rest);
  }

  private static ObjectNode tree(ConfigClient client, String text) {
    if (client == ConfigClient.CODEX) {
      return Toml.tree(text);
    }
    JsonNode tree = text.isBlank() ? Json.mapper().createObjectNode() : Jsonc.of(text).tree();
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new DiscoveryException("Expected the file to be a JSON object");
  }

  /** Writes a whole file for a client. */
  public Text write(ConfigClient client) {
    List<String> notes = new ArrayList<>();
    ObjectNode root = wanted(client, notes);
    boolean same =
        servers.stream()
            .flatMap(server -> server.origin().stream())
            .anyMatch(origin -> origin.client() == client);
    if (same) {
      rest.propertyStream().forEach(member -> root.putIfAbsent(member.getKey(), member.getValue()));
    }
    return new Text(client == ConfigClient.CODEX ? toml(root) : json(root), notes);
  }

  private static String json(ObjectNode root) {
    return JsonEdit.printer("  ").writeValueAsString(root) + "\n";
  }

  private static String toml(ObjectNode root) {
    StringBuilder text = new StringBuilder();
    ObjectNode plain = Json.mapper().createObjectNode();
    root.propertyStream()
        .filter(member -> !member.getKey().equals("mcp_servers"))
        .forEach(member -> plain.set(member.getKey(), member.getValue()));
    plain
        .propertyStream()
        .forEach(member ->
            text.append(Toml.key(member.getKey()))
                .append(" = ")
                .append(Toml.value(member.getValue()))
                .append('\n'));
    root.path("mcp_servers")
        .propertyStream()
        .forEach(server ->
            text.append(text.isEmpty() ? "" : "\n")
                .append(
                    Toml.table(
                        "mcp_servers." + Toml.key(server.getKey()),
                        (ObjectNode) server.getValue())));
    return text.toString();
  }

  /** The root of a client's file as far as it is about these servers. */
  private ObjectNode wanted(ConfigClient client, List<String> notes) {
    Dialect dialect = client.dialect();
    ObjectNode root = Json.mapper().createObjectNode();
    ObjectNode entries = root.putObject(dialect.root());
    for (ConfiguredServer server : servers) {
      entries.set(server.name(), entry(client, dialect, server, notes));
    }
    List<String> asked = asked();
    if (!dialect.inputs().isEmpty() && !asked.isEmpty()) {
      ArrayNode list = root.putArray(dialect.inputs());
      asked.forEach(id -> list.add(prompt(id)));
    } else if (dialect.inputs().isEmpty() && client != ConfigClient.CLAUDE_DESKTOP) {
      notes.addAll(environment());
    }
    return root;
  }

  /** The entry as it was read, as long as that still says the same. */
  private static ObjectNode entry(
      ConfigClient client, Dialect dialect, ConfiguredServer server, List<String> notes) {
    ObjectNode original =
        server
            .origin()
            .filter(origin -> origin.client() == client)
            .map(ConfiguredServer.Origin::entry)
            .orElse(null);
    if (original == null) {
      return dialect.write(server, notes);
    }
    if (dialect.read(server.name(), original).plain().equals(server.plain())) {
      return original;
    }
    ObjectNode entry = original.deepCopy();
    entry.remove(dialect.known());
    entry.setAll(dialect.write(server, notes));
    return entry;
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (ConfiguredServer server : servers) {
      switch (server) {
        case ConfiguredServer.Local local -> {
          texts.add(local.command());
          texts.addAll(local.args());
          texts.addAll(local.env().values());
        }
        case ConfiguredServer.Web web -> {
          texts.add(web.url());
          texts.addAll(web.headers().values());
        }
      }
    }
    return texts;
  }

  private List<String> asked() {
    List<String> ids = new ArrayList<>(inputs.keySet());
    for (String text : texts()) {
      for (References.Part part : References.parts(text)) {
        if (part instanceof References.Part.Prompt(String id) && !ids.contains(id)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private ObjectNode prompt(String id) {
    for (JsonNode kept : rest.path("inputs")) {
      if (id.equals(Input.text(kept, "id"))) {
        return (ObjectNode) kept;
      }
    }
    Input input = inputs.getOrDefault(id, Input.secret(id));
    ObjectNode prompt = Json.mapper().createObjectNode().put("type", "promptString").put("id", id);
    prompt.put("description", input.description() == null ? id : input.description());
    if (input.isSecret()) {
      prompt.put("password", true);
    }
    Input.put(prompt, "default", input.defaultValue());
    return prompt;
  }

  private List<String> environment() {
    List<String> notes = new ArrayList<>();
    for (String id : asked()) {
      String about = inputs.containsKey(id) ? inputs.get(id).description() : null;
      notes.add(
          "set the environment variable "
              + References.variable(id)
              + (about == null ? "" : ": " + about));
    }
    return notes;
  }

  /**
   * Merges these servers into an existing file: entries of theirs are set, what the file holds
   * besides, comments included, stays as it is.
   *
   * @param existing the file's text; empty or null where there is none yet
   * @throws DiscoveryException when the file is not what the client's files are
   */
  public Text sync(ConfigClient client, @Nullable String existing) {
    if (existing == null || existing.isBlank()) {
      return write(client);
    }
    // Read as a whole first, so that nothing is written into a file that was not understood.
    Map<String, ConfiguredServer> now = new LinkedHashMap<>();
    read(client, existing).servers().forEach(server -> now.put(server.name(), server));
    List<String> notes = new ArrayList<>();
    ClientConfig changed =
        new ClientConfig(
            servers.stream()
                .filter(server ->
                    !now.containsKey(server.name())
                        || !now.get(server.name()).plain().equals(server.plain()))
                .toList(),
            inputs,
            rest);
    if (changed.servers().isEmpty()) {
      return new Text(existing, notes);
    }
    ObjectNode wanted = changed.wanted(client, notes);
    String text =
        client == ConfigClient.CODEX
            ? mergedToml(existing, wanted, client.dialect())
            : mergedJson(existing, wanted, client.dialect());
    return new Text(text, notes);
  }

  private static String mergedToml(String existing, ObjectNode wanted, Dialect dialect) {
    String text = existing;
    for (Map.Entry<String, JsonNode> server : wanted.path(dialect.root()).properties()) {
      JsonNode has = Toml.tree(text).path(dialect.root()).path(server.getKey());
      text =
          new TomlEdit(text, dialect.root(), server.getKey())
              .merged(
                  has instanceof ObjectNode table ? table : null,
                  (ObjectNode) server.getValue(),
                  dialect.known());
    }
    return text;
  }

  private static String mergedJson(String existing, ObjectNode wanted, Dialect dialect) {
    String text = existing;
    ObjectNode has = (ObjectNode) Jsonc.of(existing).tree();
    for (Map.Entry<String, JsonNode> server : wanted.path(dialect.root()).properties()) {
      for (String member : dialect.known()) {
        boolean obsolete =
            has.path(dialect.root()).path(server.getKey()).has(member)
                && !server.getValue().has(member);
        if (obsolete) {
          text = JsonEdit.without(text, List.of(dialect.root(), server.getKey()), member);
        }
      }
    }
    if (wanted.has(dialect.inputs()) && has.path(dialect.inputs()) instanceof ArrayNode known) {
      ArrayNode all = known.deepCopy();
      wanted
          .path(dialect.inputs())
          .valueStream()
          .filter(input ->
              known.valueStream().noneMatch(old -> old.path("id").equals(input.path("id"))))
          .forEach(all::add);
      wanted.set(dialect.inputs(), all);
    }
    return new JsonEdit(Jsonc.of(text)).merge(wanted).result();
  }
}
