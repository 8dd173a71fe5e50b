package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.PublicDocument;
import dev.waybill.protocol.PublicDocuments;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public documents of an endpoint, ready to be answered from memory. They hold nothing that is
 * not for everyone, so pages of every origin may read them; how many are read a second is limited,
 * so that reading them cannot crowd out calls.
 */
final class Shelf {
  static final Shelf EMPTY = new Shelf(PublicDocuments.NONE, Set.of(), new Rate(1));

  private static final Answer NOT_ALLOWED =
      Answer.error(
              ErrorCode.METHOD_NOT_ALLOWED,
              "Expected GET or HEAD",
              List.of(Field.of(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS")))
          .with(Cors.PUBLIC);
  private static final Answer PREFLIGHT =
      new Answer(
              204,
              List.of(
                  Field.of(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS"),
                  Field.of(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200")),
              Answer.NOTHING)
          .with(Cors.PUBLIC);
  private static final Answer TOO_MANY =
      Answer.busy(ErrorCode.TOO_MANY_REQUESTS, "Documents are read too often; keep what you got")
          .with(Cors.PUBLIC);

  private final Map<String, Published> byPath = new HashMap<>();
  private final List<Field> links;
  private final Rate rate;

  /**
   * @param taken paths that are served otherwise
   * @throws IllegalArgumentException when two documents, or a document and something else, want the
   *     same path
   */
  Shelf(PublicDocuments documents, Set<String> taken, Rate rate) {
    this.rate = rate;
    this.links = documents.links().stream().map(link -> Field.of("link", link)).toList();
    for (PublicDocument document : documents.documents()) {
      if (taken.contains(document.path())
          || byPath.put(document.path(), new Published(document, links)) != null) {
        throw new IllegalArgumentException(
            "A document is to be published at " + document.path() + ", which is taken");
      }
    }
  }

  /** The answer to a request for a document; null when there is none at this path. */
  @Nullable Answer answer(HttpRequest request, String path) {
    if (byPath.isEmpty()) {
      return null;
    }
    Published document = byPath.get(path);
    if (document == null) {
      return null;
    }
    HttpMethod method = request.method();
    if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
      return rate.take() ? document.answer(request.headers()) : TOO_MANY;
    }
    return HttpMethod.OPTIONS.equals(method) ? PREFLIGHT : NOT_ALLOWED;
  }

  /** Tells readers that came to a wrong place where the documents are. */
  Answer pointing(HttpRequest request, Answer answer) {
    HttpMethod method = request.method();
    boolean reads = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
    return reads ? answer.with(links) : answer;
  }
}
