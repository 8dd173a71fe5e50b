package dev.waybill.client;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An agent skill that a server offers (skills extension, Skill Entries). Only described: nothing of
 * it is fetched before {@link McpClient#load(Skill)} asks for it.
 *
 * @param uri of its SKILL.md; means something on its own server only
 * @param frontmatter of its SKILL.md, every field the author wrote
 * @param files all its files with their digests; empty when the server makes them up as it goes
 */
public record Skill(String uri, ObjectNode frontmatter, Optional<List<File>> files) {

  /**
   * @param digest {@code sha256:} and 64 hexadecimal digits, of the raw bytes
   * @param size in bytes
   */
  public record File(String uri, String digest, long size) {}

  /** A label, not an identifier: others may have the same. */
  public String name() {
    return frontmatter.path("name").asString("");
  }

  /** What it is good for. */
  public String description() {
    return frontmatter.path("description").asString("");
  }
}
