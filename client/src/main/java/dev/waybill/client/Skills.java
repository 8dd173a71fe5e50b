package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.ReadResourceResult;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.protocol.ResourceContents.BlobResourceContents;
import dev.waybill.protocol.ResourceContents.TextResourceContents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks the skills extension (SEP-2640): nothing is fetched before it is asked for, and what is
 * fetched is what was listed, byte for byte, or is not handed out.
 */
final class Skills {
  private static final Logger LOG = LoggerFactory.getLogger(Skills.class);
  private static final String EXTENSION = "io.modelcontextprotocol/skills";
  private static final int MOST_PAGES = 1000;

  private final Connection connection;
  private final Reads reads;

  Skills(Connection connection, Reads reads) {
    this.connection = connection;
    this.reads = reads;
  }

  Stream<Skill> list(CallOptions options) {
    List<Skill> skills = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      ObjectNode params = Json.mapper().createObjectNode();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      Request request = request("skills/list", params, options);
      ObjectNode result = connection.request(request);
      for (JsonNode entry : result.path("skills")) {
        read(entry)
            .ifPresentOrElse(
                skills::add,
                () -> LOG.warn("{}: a malformed skill is left out", connection.where(request)));
      }
      cursor = result.path("nextCursor").asString("");
      if (cursor.isEmpty()) {
        break;
      }
      if (!seen.add(cursor)) {
        throw connection.where(request).violation("its list goes in a circle");
      }
    }
    return skills.stream();
  }

  Skill get(String uri, CallOptions options) {
    Request request =
        request("skills/get", Json.mapper().createObjectNode().put("uri", uri), options);
    return read(connection.request(request).path("skill"))
        .filter(skill -> skill.uri().equals(uri))
        .orElseThrow(() -> connection.where(request).violation("its skill is malformed"));
  }

  private Request request(String method, ObjectNode params, CallOptions options) {
    Request request = new Request(method, params, null, options);
    Where where = connection.where(request);
    boolean offered =
        connection
            .era(request.patience(), where)
            .greeting()
            .capabilities()
            .extensions()
            .containsKey(EXTENSION);
    if (!offered) {
      throw where.violation("it does not offer skills");
    }
    return request;
  }

  /** An entry whose name is not the last folder of its address is malformed, too. */
  private static Optional<Skill> read(JsonNode entry) {
    String uri = entry.path("uri").asString("");
    if (!(entry.get("frontmatter") instanceof ObjectNode frontmatter)) {
      return Optional.empty();
    }
    Skill skill = new Skill(uri, frontmatter, Optional.empty());
    if (skill.name().isEmpty()
        || !frontmatter.path("description").isString()
        || !uri.endsWith("/" + skill.name() + "/SKILL.md")) {
      return Optional.empty();
    }
    JsonNode resources = entry.path("resources");
    if (resources.isString() && resources.asString("").equals("dynamic")) {
      return Optional.of(skill);
    }
    List<Skill.File> files = new ArrayList<>();
    for (JsonNode file : resources) {
      String digest = file.path("digest").asString("");
      if (!digest.matches("sha256:[0-9a-f]{64}") || !file.path("size").isIntegralNumber()) {
        return Optional.empty();
      }
      files.add(new Skill.File(file.path("uri").asString(""), digest, file.path("size").asLong(0)));
    }
    boolean complete = files.stream().anyMatch(file -> file.uri().equals(uri));
    return complete
        ? Optional.of(new Skill(uri, frontmatter, Optional.of(List.copyOf(files))))
        : Optional.empty();
  }

  String load(Skill skill, CallOptions options) {
    byte[] bytes = load(skill, skill.uri(), options);
    String text = new String(bytes, StandardCharsets.UTF_8);
    Where where = where(skill.uri());
    if (!Frontmatter.of(text).equals(Optional.of(skill.frontmatter()))) {
      throw where.violation(
          "the front matter of the skill is not the one it was listed with; it is not handed out");
    }
    return text;
  }

  byte[] load(Skill skill, String uri, CallOptions options) {
    Optional<Skill.File> listed =
        skill
            .files()
            .flatMap(files -> files.stream().filter(file -> file.uri().equals(uri)).findFirst());
    if (skill.files().isPresent() && listed.isEmpty()) {
      throw new IllegalArgumentException("the skill \"" + skill.name() + "\" has no such file");
    }
    byte[] bytes = bytes(reads.read(uri, options.fresh()), uri);
    listed.ifPresent(file -> verify(file, bytes));
    return bytes;
  }

  private void verify(Skill.File file, byte[] bytes) {
    Where where = where(file.uri());
    if (bytes.length != file.size()) {
      throw where.violation(
          "a file of the skill has "
              + bytes.length
              + " bytes and was listed with "
              + file.size()
              + "; it is not handed out");
    }
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    if (!file.digest().equals("sha256:" + HexFormat.of().formatHex(digest))) {
      throw where.violation(
          "a file of the skill is not the one it was listed with; it is not handed out");
    }
  }

  private byte[] bytes(ReadResourceResult result, String uri) {
    for (ResourceContents contents : result.contents()) {
      if (contents.uri().equals(uri)) {
        return switch (contents) {
          case TextResourceContents text -> text.text().getBytes(StandardCharsets.UTF_8);
          case BlobResourceContents blob -> blob.blob();
        };
      }
    }
    throw where(uri).violation("it answers without the file that was asked for");
  }

  private Where where(String uri) {
    return new Where(connection.server(), "resources/read", uri);
  }
}
