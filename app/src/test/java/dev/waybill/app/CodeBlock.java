package dev.waybill.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param line where its fence opens, from 1
 * @param language the word after the fence; empty when there is none
 */
record CodeBlock(Path page, int line, String language, String text) {
  /** The blocks of a page, in order. */
  static List<CodeBlock> of(Path page) throws IOException {
    List<CodeBlock> blocks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String indent = "";
    String language = null;
    int opened = 0;
    int number = 0;
    for (String line : Repository.text(page).lines().toList()) {
      number++;
      String stripped = line.stripLeading();
      if (stripped.startsWith("```")) {
        if (language == null) {
          language = stripped.substring(3).strip();
          indent = line.substring(0, line.length() - stripped.length());
          opened = number;
          text.setLength(0);
        } else {
          blocks.add(new CodeBlock(page, opened, language, text.toString()));
          language = null;
        }
      } else if (language != null) {
        text.append(line.startsWith(indent) ? line.substring(indent.length()) : line).append('\n');
      }
    }
    if (language != null) {
      throw new IOException(page + ":" + opened + ": the block is never closed");
    }
    return blocks;
  }

  /** Where it stands and what it is. */
  String name() {
    return page + ":" + line + " " + language;
  }
}
