package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.ResultReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the answer to {@code server/discover} says about a server's era (basic/versioning, Backward
 * Compatibility). Only what is recognizably modern is modern; a refusal to let the client in says
 * nothing about eras; everything else, silence included, is legacy.
 */
sealed interface EraVerdict {
  /** It speaks the modern era and said what it offers. */
  record Modern(DiscoverResult greeting) implements EraVerdict {}

  /** It knows the modern era, but refused the version or the request. */
  record ModernError(JsonNode error, List<String> supported) implements EraVerdict {}

  /** It wants other credentials first: HTTP 401 or 403. */
  record NotLetIn() implements EraVerdict {}

  /** It cannot be told now: overload or a proxy whose server is away. */
  record Unavailable(int status) implements EraVerdict {}

  /** It answers as only a server of the legacy era does. */
  record Legacy() implements EraVerdict {}

  Set<Integer> MODERN_ERRORS =
      Set.of(
          ErrorCode.HEADER_MISMATCH.code(),
          ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY.code(),
          ErrorCode.UNSUPPORTED_PROTOCOL_VERSION.code());

  Set<Integer> UNAVAILABLE = Set.of(429, 502, 503, 504);

  /** Codes with which servers of the legacy era refuse what belongs to no session. */
  Set<Integer> LEGACY_REFUSALS = Set.of(-32_000, -32_001, ErrorCode.INVALID_REQUEST.code());

  Set<Integer> REFUSED_UNREAD = Set.of(400, 404, 405);

  /** Whether an answer to a modern request makes it likely that the server is not modern. */
  static boolean isDoubtful(int status, byte[] body) {
    if (!REFUSED_UNREAD.contains(status)) {
      return false;
    }
    try {
      JsonNode code = Json.parseAnswer(body).path("error").path("code");
      return !code.isInt() || LEGACY_REFUSALS.contains(code.intValue());
    } catch (McpException e) {
      return true;
    }
  }

  /** Judges an HTTP answer by its status and the bytes of its body. */
  static EraVerdict of(int status, byte[] body) {
    if (status == 401 || status == 403) {
      return new NotLetIn();
    }
    JsonNode json;
    try {
      json = Json.parseAnswer(body);
    } catch (McpException e) {
      return withoutMessage(status);
    }
    if (json instanceof ObjectNode message && (status / 100 == 2 || message.has("error"))) {
      EraVerdict verdict = of(message);
      return verdict instanceof Legacy ? withoutMessage(status) : verdict;
    }
    return withoutMessage(status);
  }

  /** Judges a JSON-RPC response. */
  static EraVerdict of(ObjectNode response) {
    if (response.get("result") instanceof ObjectNode result
        && result.path("supportedVersions").isArray()) {
      try {
        return new Modern(ResultReader.read(result, DiscoverResult.class));
      } catch (IllegalArgumentException e) {
        return new Legacy();
      }
    }
    JsonNode error = response.path("error");
    if (MODERN_ERRORS.contains(error.path("code").asInt(0))) {
      List<String> supported = new ArrayList<>();
      for (JsonNode version : error.path("data").path("supported")) {
        supported.add(version.asString(""));
      }
      return new ModernError(error, List.copyOf(supported));
    }
    return new Legacy();
  }

  private static EraVerdict withoutMessage(int status) {
    return UNAVAILABLE.contains(status) ? new Unavailable(status) : new Legacy();
  }
}
