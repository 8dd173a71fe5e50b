package dev.waybill.server;

import dev.waybill.protocol.ClientCapabilities;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestDecoder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The extensions of a server, found by method, result type and filter member. */
final class Extensions {
  private final Map<String, Extension> byId = new TreeMap<>();
  private final Map<String, Extension> byMethod = new LinkedHashMap<>();
  private final Map<String, Extension> byResultType = new LinkedHashMap<>();
  private final Map<String, Extension> byFilter = new LinkedHashMap<>();

  Extensions(Collection<Extension> extensions) {
    for (Extension extension : extensions) {
      String id = extension.id();
      if (!id.matches("[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z][A-Za-z0-9-]*)*/[A-Za-z0-9._-]+")) {
        throw new IllegalArgumentException(
            "Extension \"" + id + "\": an id has a prefix and a name, such as com.example/reports");
      }
      add(byId, "id", id, extension);
      for (String method : extension.methods()) {
        if (RequestDecoder.knows(method)) {
          throw new IllegalArgumentException(
              "Extension \"" + id + "\": method \"" + method + "\" belongs to the core protocol");
        }
        add(byMethod, "method", method, extension);
      }
      extension.resultTypes().forEach(type -> add(byResultType, "resultType", type, extension));
      extension.filters().forEach(filter -> add(byFilter, "filter", filter, extension));
    }
  }

  private static void add(
      Map<String, Extension> into, String what, String name, Extension extension) {
    if (into.putIfAbsent(name, extension) != null) {
      throw new IllegalArgumentException(
          "Extension \"" + extension.id() + "\": " + what + " \"" + name + "\" is taken already");
    }
  }

  Collection<Extension> all() {
    return byId.values();
  }

  boolean knows(String method) {
    return byMethod.containsKey(method);
  }

  Optional<String> nameMember(String method) {
    Extension extension = byMethod.get(method);
    return extension == null ? Optional.empty() : extension.nameMember(method);
  }

  /** The extension of a method, which the caller found to be known. */
  Extension of(String method) {
    Extension extension = byMethod.get(method);
    if (extension == null) {
      throw new IllegalArgumentException("No extension answers " + method);
    }
    return extension;
  }

  Optional<Extension> ofResultType(String type) {
    return Optional.ofNullable(byResultType.get(type));
  }

  Optional<Extension> ofFilter(String filter) {
    return Optional.ofNullable(byFilter.get(filter));
  }

  Optional<CallRunner> runner() {
    return byId.values().stream().flatMap(extension -> extension.runner().stream()).findFirst();
  }

  void start(Extension.Host host) {
    byId.values().forEach(extension -> extension.start(host));
  }

  Map<String, ObjectNode> settings() {
    Map<String, ObjectNode> settings = new LinkedHashMap<>();
    byId.forEach((id, extension) -> settings.put(id, extension.settings()));
    return settings;
  }

  /**
   * @throws McpException -32021 when the client did not declare the extension
   */
  static void demand(Extension extension, ClientCapabilities client) {
    if (client.extension(extension.id()).isEmpty()) {
      ObjectNode missing = Json.mapper().createObjectNode();
      missing.putObject("extensions").putObject(extension.id());
      throw Call.missingCapabilities(missing);
    }
  }
}
