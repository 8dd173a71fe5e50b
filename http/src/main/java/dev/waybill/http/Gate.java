package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PublicDocuments;
import dev.waybill.server.Engine;
import dev.waybill.server.Incoming;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Judges a request by its head alone. */
final class Gate {
  private static final List<Field> ALLOW_READ =
      List.of(Field.of(HttpHeaderNames.ALLOW, "GET, HEAD"));
  private static final String ALIVE = "/healthz";
  private static final String READY = "/readyz";
  private static final Answer OK = status(200, "ok");
  private static final Answer DRAINING = status(503, "draining");

  private final Map<String, Route> routes = new HashMap<>();
  private final Guard guard;
  private final Rate documentRate;
  private final BooleanSupplier draining;
  private volatile Shelf shelf = Shelf.EMPTY;

  Gate(Map<String, Engine> engines, Guard guard, Rate documentRate, BooleanSupplier draining) {
    engines.forEach((path, engine) -> routes.put(path, new Route(path, engine)));
    this.guard = guard;
    this.documentRate = documentRate;
    this.draining = draining;
  }

  /** Replaces the documents that are served beside the engines. */
  void publish(PublicDocuments documents) {
    Set<String> taken = new HashSet<>(routes.keySet());
    taken.addAll(List.of(ALIVE, READY));
    shelf = new Shelf(documents, taken, documentRate);
  }

  Verdict judge(HttpRequest request) {
    // Probes come from load balancers, which may name the server as they like, or not at all.
    Verdict probe = probe(request);
    if (probe != null) {
      return probe;
    }
    HttpHeaders headers = request.headers();
    Authority host = Guard.host(headers);
    String path = host == null ? null : path(request.uri(), host);
    if (host == null || path == null) {
      return refuse(
          Answer.malformed(
              400, "Expected a path as the request target and exactly one valid Host header"));
    }
    return guarded(request, headers, host, path);
  }

  private @Nullable Verdict probe(HttpRequest request) {
    return switch (request.uri()) {
      case ALIVE -> probe(request.method(), OK);
      case READY -> probe(request.method(), draining.getAsBoolean() ? DRAINING : OK);
      default -> null;
    };
  }

  private Verdict guarded(HttpRequest request, HttpHeaders headers, Authority host, String path) {
    if (!guard.allowsHost(host)) {
      return refuse(
          Answer.error(
              ErrorCode.FORBIDDEN,
              "Host '" + host.host() + "' is not served here; the server can allow it by name"));
    }
    Shelf documents = shelf;
    Answer document = documents.answer(request, path);
    if (document != null) {
      return refuse(document);
    }
    List<Field> fields = List.of();
    String origin = null;
    if (headers.contains(HttpHeaderNames.ORIGIN)) {
      origin = Guard.only(headers, HttpHeaderNames.ORIGIN);
      if (origin == null || !guard.allowsOrigin(origin, host)) {
        return refuse(
            Answer.error(
                ErrorCode.FORBIDDEN,
                "Pages of this Origin may not call; the server can allow it by name"));
      }
      fields = Cors.fields(origin);
    }
    Route route = routes.get(path);
    if (route == null) {
      String message =
          "There is no MCP endpoint at this path; there is one at "
              + String.join(", ", routes.keySet());
      Answer missing =
          Answer.error(404, new McpException(ErrorCode.INVALID_REQUEST, message), fields);
      return refuse(documents.pointing(request, missing));
    }
    Incoming.Verb verb = route.verb(request.method());
    if (verb == null) {
      return refuse(documents.pointing(request, otherMethod(request, route, origin)));
    }
    Answer refusal = content(headers, verb, fields);
    if (refusal != null) {
      return refuse(refusal);
    }
    return route.admit(verb, relative(request.uri(), path), fields);
  }

  /** A target without its authority. */
  private static String relative(String target, String path) {
    int query = target.indexOf('?');
    return query < 0 ? path : path + target.substring(query);
  }

  private @Nullable Answer content(HttpHeaders headers, Incoming.Verb verb, List<Field> fields) {
    if (draining.getAsBoolean()) {
      return Answer.busy(ErrorCode.UNAVAILABLE, "The server is going down; try another")
          .with(fields);
    }
    if (verb != Incoming.Verb.POST) {
      return verb == Incoming.Verb.GET && !MediaTypes.acceptsStream(headers)
          ? Answer.error(ErrorCode.NOT_ACCEPTABLE, "Expected Accept: text/event-stream", fields)
          : null;
    }
    if (!MediaTypes.isJson(headers)
        || (headers.contains(HttpHeaderNames.CONTENT_ENCODING)
            && !headers.containsValue(HttpHeaderNames.CONTENT_ENCODING, "identity", true))) {
      return Answer.error(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Expected Content-Type: application/json in UTF-8, not encoded otherwise",
          fields);
    }
    if (!MediaTypes.acceptsBoth(headers)) {
      return Answer.error(
          ErrorCode.NOT_ACCEPTABLE, "Expected Accept: application/json, text/event-stream", fields);
    }
    return null;
  }

  private static Answer otherMethod(HttpRequest request, Route route, @Nullable String origin) {
    if (origin != null
        && HttpMethod.OPTIONS.equals(request.method())
        && Cors.isPreflight(request.headers())) {
      return Cors.preflight(origin, route.methods(), request.headers());
    }
    Answer answer =
        Answer.error(
            ErrorCode.METHOD_NOT_ALLOWED,
            "Expected " + route.methods(),
            List.of(Field.of(HttpHeaderNames.ALLOW, route.methods())));
    return origin == null ? answer : answer.with(Cors.fields(origin));
  }

  private static Verdict probe(HttpMethod method, Answer answer) {
    if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
      return refuse(answer);
    }
    return refuse(Answer.error(ErrorCode.METHOD_NOT_ALLOWED, "Expected GET or HEAD", ALLOW_READ));
  }

  /**
   * The path a target names, without its query. A target with an authority of its own must agree
   * with Host, so that no intermediary can have looked at another one.
   */
  private static @Nullable String path(String target, Authority host) {
    String rest = target;
    if (!target.startsWith("/")) {
      int authority =
          target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : target.length();
      int slash = target.indexOf('/', authority);
      if (slash < 0 || !host.equals(Authority.parse(target.substring(authority, slash)))) {
        return null;
      }
      rest = target.substring(slash);
    }
    int query = rest.indexOf('?');
    return query < 0 ? rest : rest.substring(0, query);
  }

  private static Verdict refuse(Answer answer) {
    return new Verdict.Answered(answer);
  }

  private static Answer status(int status, String text) {
    return new Answer(
        status,
        List.of(Field.of(HttpHeaderNames.CACHE_CONTROL, "no-store")),
        ("{\"status\":\"" + text + "\"}").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
