package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON mapper, strict about what it reads: UTF-8 only, no duplicate keys, no trailing
 * content, nesting to 64, strings to 1 MiB, numbers to 1000 digits.
 */
public final class Json {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_NUMBER = 1000;
  private static final int MAX_REASON = 200;

  private static final JsonMapper MAPPER = mapper(MAX_STRING);
  private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

  private Json() {}

  private static JsonMapper mapper(int maxString) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxString)
                        .maxNumberLength(MAX_NUMBER)
                        .build())
                // The default message quotes the source, which may be a secret.
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .changeDefaultPropertyInclusion(inclusion ->
            inclusion
                .withValueInclusion(JsonInclude.Include.NON_ABSENT)
                .withContentInclusion(JsonInclude.Include.ALWAYS))
        .build();
  }

  /** The shared mapper; immutable, so safe to use from every thread. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * Parses one JSON document.
   *
   * @throws McpException -32700 when the bytes are not exactly one well-formed JSON document within
   *     the limits
   */
  public static JsonNode parse(byte[] utf8) {
    return parse(utf8, TREES);
  }

  /**
   * The same for what a server answered: a string may be as long as the document, because images
   * and files travel as one. Whoever reads it bounds the document.
   */
  public static JsonNode parseAnswer(byte[] utf8) {
    return parse(utf8, Answers.TREES);
  }

  /** Made when an answer is first read; servers never do. */
  private static final class Answers {
    static final ObjectReader TREES = mapper(Integer.MAX_VALUE).readerFor(JsonNode.class);
  }

  private static JsonNode parse(byte[] utf8, ObjectReader trees) {
    if (!Utf8.isValid(utf8)) {
      throw new McpException(ErrorCode.PARSE_ERROR, "Parse error: the body is not valid UTF-8");
    }
    JsonNode node;
    try {
      node = trees.readValue(utf8);
    } catch (JacksonException e) {
      throw new McpException(ErrorCode.PARSE_ERROR, "Parse error: " + reason(e));
    }
    if (node == null || node.isMissingNode()) {
      throw new McpException(ErrorCode.PARSE_ERROR, "Parse error: the body is empty");
    }
    return node;
  }

  /** Writes a value as UTF-8 JSON. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  private static String reason(JacksonException e) {
    String text = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
    var location = e.getLocation();
    String where = location == null ? "" : " at byte " + Math.max(0, location.getByteOffset());
    return shortened(text) + where;
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_REASON) {
      return text;
    }
    // Never half a character: strict readers refuse the whole message for it.
    int end = Character.isHighSurrogate(text.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
    return text.substring(0, end) + "…";
  }
}
