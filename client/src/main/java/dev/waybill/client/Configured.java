package dev.waybill.client;

import dev.waybill.discovery.ConfiguredServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What configuration files say, as far as it can be used as it stands. */
final class Configured {
  private Configured() {}

  static ServerCommand command(ConfiguredServer.Local local) {
    List<String> command = new ArrayList<>();
    command.add(whole(local.name(), "command", local.command()));
    local.args().forEach(arg -> command.add(whole(local.name(), "args", arg)));
    Map<String, String> environment = new LinkedHashMap<>();
    local.env().forEach((name, value) -> environment.put(name, whole(local.name(), name, value)));
    return new ServerCommand(
        command, environment, local.cwd() == null ? null : Path.of(local.cwd()));
  }

  static URI address(ConfiguredServer.Web web) {
    return URI.create(whole(web.name(), "url", web.url()));
  }

  /** A value without placeholders: whoever wrote the file meant something else to go there. */
  static String whole(String server, String member, String value) {
    if (value.contains("${")) {
      throw new IllegalArgumentException(
          "server \"" + server + "\" has a placeholder in \"" + member + "\": fill it in first");
    }
    return value;
  }
}
