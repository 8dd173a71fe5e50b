package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.List;

/** Walks through TOML that is known to be sound, statement by statement. */
final class TomlScanner {
  private final String text;
  private int at;

  TomlScanner(String text, int at) {
    this.text = text;
    this.at = at;
  }

  int position() {
    return at;
  }

  /** Goes to the next header or key; false at the end. */
  boolean toStatement() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        toLineEnd();
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  boolean isHeader() {
    return text.charAt(at) == '[';
  }

  /** The keys between the brackets of a header, of a table or of an array of tables. */
  List<String> header() {
    while (text.charAt(at) == '[') {
      at++;
    }
    List<String> keys = keys(']');
    while (at < text.length() && text.charAt(at) == ']') {
      at++;
    }
    return keys;
  }

  /** The parts of a key, to behind its equals sign. */
  List<String> key() {
    List<String> keys = keys('=');
    at++;
    return keys;
  }

  private List<String> keys(char end) {
    List<String> keys = new ArrayList<>();
    StringBuilder bare = new StringBuilder();
    while (at < text.length() && text.charAt(at) != end) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        int start = at;
        string();
        String quoted = text.substring(start, at);
        keys.add(
            c == '"'
                ? Json.mapper().readValue(quoted, String.class)
                : quoted.substring(1, quoted.length() - 1));
      } else {
        if (c == '.' && !bare.isEmpty()) {
          keys.add(bare.toString());
          bare.setLength(0);
        } else if (c != '.' && !Character.isWhitespace(c)) {
          bare.append(c);
        }
        at++;
      }
    }
    if (!bare.isEmpty()) {
      keys.add(bare.toString());
    }
    return keys;
  }

  /** Goes to the next member of an inline table; false at its closing brace. */
  boolean toMember() {
    while (toStatement() && text.charAt(at) == ',') {
      at++;
    }
    return text.charAt(at) != '}';
  }

  /** Where the value behind an equals sign begins. */
  int toValue() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Goes behind the value of a member of an inline table; where that ends. */
  int afterMember() {
    value(",}#\n");
    return lastOfValue();
  }

  /** Goes behind a value, which may take several lines. */
  private void value(String ends) {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        string();
        continue;
      }
      if (depth == 0 && ends.indexOf(c) >= 0) {
        return;
      }
      if (c == '#') {
        toLineEnd();
        continue;
      }
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      at++;
    }
  }

  /** Goes behind a value; where that ends, without blanks and a comment behind it. */
  int afterValue() {
    value("#\n");
    return lastOfValue();
  }

  private int lastOfValue() {
    int end = at;
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private void string() {
    char quote = text.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    boolean isLong = text.startsWith(triple, at);
    String end = isLong ? triple : String.valueOf(quote);
    at += end.length();
    while (at < text.length() && !text.startsWith(end, at)) {
      at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + end.length(), text.length());
    // Up to two quotes more belong to the text of a long string.
    while (isLong && at < text.length() && text.charAt(at) == quote) {
      at++;
    }
  }

  private void toLineEnd() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  /** Goes behind the end of the line, a comment on it included. */
  int endOfLine() {
    toLineEnd();
    at = Math.min(at + 1, text.length());
    return at;
  }
}
