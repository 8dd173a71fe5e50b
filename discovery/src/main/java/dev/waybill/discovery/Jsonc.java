package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * JSON with comments and trailing commas, as people keep configuration. Comments are blanked out
 * character by character, so that what is found in the strict JSON that is left lies at the same
 * place in the original.
 */
record Jsonc(String original, String strict) {

  /** A value and where it lies, from {@code start} to before {@code end}. */
  record Span(int start, int end, List<Member> members) {
    Span {
      members = List.copyOf(members);
    }
  }

  /** A member of an object, or an element of an array, whose name is empty then. */
  record Member(String name, int start, Span value) {}

  static Jsonc of(String text) {
    return new Jsonc(text, strict(text));
  }

  /**
   * @throws DiscoveryException when it is not JSON but for comments and trailing commas
   */
  JsonNode tree() {
    try {
      return Json.parse(strict.getBytes(StandardCharsets.UTF_8));
    } catch (McpException e) {
      throw new DiscoveryException("The file is not JSON: " + e.text(), e);
    }
  }

  /** Where everything lies; after {@link #tree} has found the text to be sound. */
  Span spans() {
    try (JsonParser parser = Json.mapper().createParser(strict)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private Span value(JsonParser parser) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    List<Member> members = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        int key = (int) parser.currentTokenLocation().getCharOffset();
        String name = parser.currentName();
        parser.nextToken();
        members.add(new Member(name, key, value(parser)));
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int element = (int) parser.currentTokenLocation().getCharOffset();
        members.add(new Member("", element, value(parser)));
      }
    } else {
      // Strings are read lazily: only once their text is wanted does the parser know their end.
      parser.getString();
    }
    return new Span(start, (int) parser.currentLocation().getCharOffset(), members);
  }

  private static String strict(String text) {
    char[] chars = text.toCharArray();
    Deque<Integer> commas = new ArrayDeque<>();
    int i = 0;
    if (chars.length > 0 && chars[0] == '\uFEFF') {
      chars[0] = ' ';
    }
    while (i < chars.length) {
      char c = chars[i];
      if (c == '"') {
        i = afterString(chars, i);
        commas.clear();
      } else if (c == '/' && i + 1 < chars.length && (chars[i + 1] == '/' || chars[i + 1] == '*')) {
        i = blankComment(chars, i);
      } else {
        if (c == ',') {
          commas.clear();
          commas.push(i);
        } else if ((c == '}' || c == ']') && !commas.isEmpty()) {
          chars[commas.pop()] = ' ';
        } else if (!Character.isWhitespace(c)) {
          commas.clear();
        }
        i++;
      }
    }
    return new String(chars);
  }

  private static int afterString(char[] chars, int start) {
    int i = start + 1;
    while (i < chars.length && chars[i] != '"') {
      i += chars[i] == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, chars.length);
  }

  /** Line ends stay, so that problems are told at the right line. */
  private static int blankComment(char[] chars, int start) {
    boolean line = chars[start + 1] == '/';
    int end = start + 2;
    while (end < chars.length
        && !(line ? chars[end] == '\n' : chars[end] == '*' && isAt(chars, end + 1, '/'))) {
      end++;
    }
    end = line ? end : Math.min(end + 2, chars.length);
    for (int i = start; i < end; i++) {
      if (chars[i] != '\n' && chars[i] != '\r') {
        chars[i] = ' ';
      }
    }
    return end;
  }

  private static boolean isAt(char[] chars, int index, char c) {
    return index < chars.length && chars[index] == c;
  }
}
