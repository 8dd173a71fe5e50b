package dev.waybill.legacy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The members that results of each earlier revision have, as their schemas list them.
 *
 * <p>Each line is a type and its members by the revision in which they came; {@code !} marks those
 * that must be there, {@code :T} the type of an object, {@code :[T]} of each in a list. {@code
 * Content} is told apart by its {@code type}.
 */
final class Shapes {
  private static final String TABLE =
      """
      InitializeResult | capabilities!:ServerCapabilities protocolVersion! serverInfo!:Implementation instructions _meta
      Implementation | name! version! |2025-06-18 title |2025-11-25 description icons:[Icon] websiteUrl
      ServerCapabilities | experimental logging prompts resources tools |2025-03-26 completions |2025-11-25 tasks
      Icon |2025-11-25 src! mimeType sizes theme
      ListToolsResult | tools!:[Tool] nextCursor _meta
      Tool | name! inputSchema! description |2025-03-26 annotations:ToolAnnotations |2025-06-18 title outputSchema _meta |2025-11-25 icons:[Icon] execution:ToolExecution
      ToolAnnotations |2025-03-26 title destructiveHint idempotentHint openWorldHint readOnlyHint
      ToolExecution |2025-11-25 taskSupport
      ListResourcesResult | resources!:[Resource] nextCursor _meta
      Resource | uri! name! description mimeType size annotations:Annotations |2025-06-18 title _meta |2025-11-25 icons:[Icon]
      ListResourceTemplatesResult | resourceTemplates!:[ResourceTemplate] nextCursor _meta
      ResourceTemplate | uriTemplate! name! description mimeType annotations:Annotations |2025-06-18 title _meta |2025-11-25 icons:[Icon]
      Annotations | audience priority |2025-06-18 lastModified
      ReadResourceResult | contents!:[ResourceContents] _meta
      ResourceContents | uri! mimeType text blob |2025-06-18 _meta
      ListPromptsResult | prompts!:[Prompt] nextCursor _meta
      Prompt | name! description arguments:[PromptArgument] |2025-06-18 title _meta |2025-11-25 icons:[Icon]
      PromptArgument | name! description required |2025-06-18 title
      GetPromptResult | messages!:[PromptMessage] description _meta
      PromptMessage | role! content!:Content
      CallToolResult | content!:[Content] isError _meta |2025-06-18 structuredContent
      text | type! text! annotations:Annotations |2025-06-18 _meta
      image | type! data! mimeType! annotations:Annotations |2025-06-18 _meta
      audio |2025-03-26 type! data! mimeType! annotations:Annotations |2025-06-18 _meta
      resource | type! resource!:ResourceContents annotations:Annotations |2025-06-18 _meta
      resource_link |2025-06-18 type! uri! name! title description mimeType size annotations:Annotations _meta |2025-11-25 icons:[Icon]
      CompleteResult | completion!:Completion _meta
      Completion | values! total hasMore
      """;

  private final Map<String, Map<String, String>> types = new HashMap<>();
  private final String revision;

  Shapes(String revision) {
    this.revision = revision;
    TABLE.lines().forEach(this::read);
  }

  private void read(String line) {
    String[] parts = line.split(" *\\|", -1);
    Map<String, String> members = new LinkedHashMap<>();
    Arrays.stream(parts)
        .skip(1)
        .filter(part -> part.startsWith(" ") || part.substring(0, 10).compareTo(revision) <= 0)
        .flatMap(part -> Arrays.stream(part.substring(part.startsWith(" ") ? 0 : 10).split(" ")))
        .filter(member -> !member.isEmpty())
        .forEach(member -> {
          int colon = member.indexOf(':');
          String name = colon < 0 ? member : member.substring(0, colon);
          members.put(name.replace("!", ""), member.substring(name.indexOf('!') + 1));
          if (name.endsWith("!")) {
            members.put("!" + name.replace("!", ""), "");
          }
        });
    types.put(parts[0].strip(), members);
  }

  /**
   * What is in a node of a type that the revision does not know, or lacks; empty when all is well.
   */
  Set<String> strays(String type, JsonNode node) {
    Set<String> strays = new TreeSet<>();
    check(type.equals("Content") ? node.path("type").asString() : type, node, strays);
    return strays;
  }

  private void check(String type, JsonNode node, Set<String> strays) {
    Map<String, String> members = types.get(type);
    if (members == null || members.isEmpty() || !node.isObject()) {
      strays.add(type + " is unknown");
      return;
    }
    members.keySet().stream()
        .filter(member -> member.startsWith("!") && !node.has(member.substring(1)))
        .forEach(member -> strays.add(type + " lacks " + member.substring(1)));
    node.properties()
        .forEach(member -> {
          String known = members.get(member.getKey());
          if (known == null) {
            strays.add(type + " has " + member.getKey());
          } else if (known.contains(":[")) {
            String inner = known.substring(known.indexOf('[') + 1, known.indexOf(']'));
            member.getValue().forEach(item -> strays.addAll(strays(inner, item)));
          } else if (known.contains(":")) {
            strays.addAll(strays(known.substring(known.indexOf(':') + 1), member.getValue()));
          }
        });
  }
}
