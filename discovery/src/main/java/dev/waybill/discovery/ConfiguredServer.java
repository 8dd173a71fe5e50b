package dev.waybill.discovery;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server as a client is configured with it, in no client's own words. Texts may refer to what is
 * kept elsewhere, as SEP-2633 writes it: {@code ${env:NAME}}, {@code ${input:id}}, {@code
 * ${env:NAME | value:fallback}}.
 */
public sealed interface ConfiguredServer {
  /** Under which the client lists it. */
  String name();

  /** The entry it was read from, which knows members that others do not. */
  Optional<Origin> origin();

  /** The same without a memory of where it was read. */
  ConfiguredServer plain();

  /** An entry of a client's file. */
  record Origin(ConfigClient client, ObjectNode entry) {}

  /** A program that the client starts and speaks to over its standard input and output. */
  record Local(
      String name,
      String command,
      List<String> args,
      Map<String, String> env,
      @Nullable String cwd,
      Optional<Origin> origin)
      implements ConfiguredServer {
    public Local {
      args = List.copyOf(args);
      env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    @Override
    public Local plain() {
      return new Local(name, command, args, env, cwd, Optional.empty());
    }
  }

  /**
   * A server behind a URL.
   *
   * @param type {@link Remote#STREAMABLE_HTTP} or {@link Remote#SSE}
   */
  record Web(
      String name, String type, String url, Map<String, String> headers, Optional<Origin> origin)
      implements ConfiguredServer {
    public Web {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public Web plain() {
      return new Web(name, type, url, headers, Optional.empty());
    }
  }
}
