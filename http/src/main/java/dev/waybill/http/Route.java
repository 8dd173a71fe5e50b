package dev.waybill.http;

import dev.waybill.server.Engine;
import dev.waybill.server.Incoming;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An engine at its path, and the methods it takes there. */
final class Route {
  private final Engine engine;
  private final Verdict.Admitted usual;

  Route(String path, Engine engine) {
    this.engine = engine;
    this.usual = new Verdict.Admitted(engine, Incoming.Verb.POST, path, List.of());
  }

  /** The methods it takes, as a header lists them. */
  String methods() {
    return engine.verbs().stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
  }

  /** What a method is to the engine; null when it does not take it. */
  Incoming.@Nullable Verb verb(HttpMethod method) {
    if (HttpMethod.POST.equals(method)) {
      return Incoming.Verb.POST;
    }
    Incoming.Verb verb =
        HttpMethod.GET.equals(method)
            ? Incoming.Verb.GET
            : HttpMethod.DELETE.equals(method) ? Incoming.Verb.DELETE : null;
    return verb != null && engine.verbs().contains(verb) ? verb : null;
  }

  Verdict.Admitted admit(Incoming.Verb verb, String target, List<Field> fields) {
    return verb == Incoming.Verb.POST && fields.isEmpty() && usual.target().equals(target)
        ? usual
        : new Verdict.Admitted(engine, verb, target, fields);
  }
}
