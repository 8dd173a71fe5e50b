package dev.waybill.schema;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The dialects of JSON Schema that are understood, by their {@code $schema}. */
enum Dialect {
  DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema"),
  DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
  DRAFT_07("http://json-schema.org/draft-07/schema"),
  DRAFT_06("http://json-schema.org/draft-06/schema"),
  DRAFT_04("http://json-schema.org/draft-04/schema");

  final String id;

  Dialect(String id) {
    this.id = id;
  }

  static Dialect of(JsonNode schema) {
    JsonNode declared = schema.path("$schema");
    if (declared.isMissingNode()) {
      return DRAFT_2020_12;
    }
    return byId(declared.asString(""))
        .orElseThrow(() ->
            new SchemaException(
                "$schema: the dialect %s is not supported; expected one of %s, or none for 2020-12"
                    .formatted(
                        declared,
                        Arrays.stream(values()).map(d -> d.id).collect(Collectors.joining(", ")))));
  }

  /**
   * The dialect whose own schema lies at an address; an empty fragment and the scheme make no
   * difference.
   */
  static Optional<Dialect> byId(String address) {
    String plain = address.endsWith("#") ? address.substring(0, address.length() - 1) : address;
    String path = plain.substring(plain.indexOf(':') + 1);
    return Arrays.stream(values())
        .filter(d -> plain.startsWith("http") && d.id.substring(d.id.indexOf(':') + 1).equals(path))
        .findFirst();
  }
}
