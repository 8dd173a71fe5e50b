package dev.waybill.client;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The YAML front matter of a Markdown file: what stands between its first two {@code ---}. */
final class Frontmatter {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final int LONGEST = 64 << 10;

  private Frontmatter() {}

  static Optional<ObjectNode> of(String markdown) {
    String text = markdown.replace("\r\n", "\n");
    int end = text.indexOf("\n---", 3);
    if (!text.startsWith("---\n") || end < 0 || end > LONGEST) {
      return Optional.empty();
    }
    try {
      return YAML.readTree(text.substring(4, end + 1)) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
