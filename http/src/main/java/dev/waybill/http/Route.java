package dev.waybill.http;

import dev.waybill.server.Engine;
import dev.waybill.server.Incoming;
import io.netty.handler.codec.http.HttpMethod;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An engine at its path, and the methods it takes there. */
final class Route {
  private final Engine engine;
  private final Map<Incoming.Verb, Verdict.Admitted> plain = new EnumMap<>(Incoming.Verb.class);
  private final String methods;

  Route(String path, Engine engine) {
    this.engine = engine;
    for (Incoming.Verb verb : engine.verbs()) {
      plain.put(verb, new Verdict.Admitted(engine, verb, path, List.of()));
    }
    this.methods = plain.keySet().stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  /** The methods it takes, as a header lists them. */
  String methods() {
    return methods;
  }

  /** What a method is to the engine; null when it does not take it. */
  Incoming.@Nullable Verb verb(HttpMethod method) {
    Incoming.Verb verb =
        HttpMethod.POST.equals(method)
            ? Incoming.Verb.POST
            : HttpMethod.GET.equals(method)
                ? Incoming.Verb.GET
                : HttpMethod.DELETE.equals(method) ? Incoming.Verb.DELETE : null;
    return verb != null && plain.containsKey(verb) ? verb : null;
  }

  Verdict.Admitted admit(Incoming.Verb verb, String target, List<Field> fields) {
    Verdict.Admitted usual = plain.get(verb);
    return usual != null && usual.target().equals(target) && fields.isEmpty()
        ? usual
        : new Verdict.Admitted(engine, verb, target, fields);
  }
}
