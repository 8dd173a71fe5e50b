package dev.waybill.oauth;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A JSON object that somebody else wrote; members of the wrong type count as absent. */
record Document(JsonNode node) {
  private static final int MAX_ITEMS = 1000;

  static Optional<Document> parse(byte[] bytes) {
    try {
      JsonNode node = Json.parse(bytes);
      return node.isObject() ? Optional.of(new Document(node)) : Optional.empty();
    } catch (McpException e) {
      return Optional.empty();
    }
  }

  Optional<String> text(String member) {
    JsonNode value = node.path(member);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  Optional<Long> number(String member) {
    JsonNode value = node.path(member);
    return value.isIntegralNumber() && value.canConvertToLong()
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  boolean isTrue(String member) {
    return node.path(member).isBoolean() && node.path(member).booleanValue();
  }

  boolean has(String member) {
    return node.has(member);
  }

  List<String> texts(String member) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : node.path(member)) {
      if (value.isString() && texts.size() < MAX_ITEMS) {
        texts.add(value.stringValue());
      }
    }
    return texts;
  }

  /** A URL that secrets may be sent to or a user's browser may be led to. */
  Optional<URI> url(String member) {
    return text(member).flatMap(Document::secureUrl);
  }

  static Optional<URI> secureUrl(String text) {
    try {
      URI uri = URI.create(text);
      boolean proper = uri.getHost() != null && uri.getRawUserInfo() == null;
      return proper && Origin.of(uri).isSecure() ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
