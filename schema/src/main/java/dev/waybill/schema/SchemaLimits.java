package dev.waybill.schema;

/**
 * What a schema may cost (specification 2026-07-28, JSON Schema Usage, composition-keyword resource
 * use).
 *
 * @param depth how deep subschemas may nest, and how many {@code $ref} or composition keywords may
 *     follow one another at one place of the instance
 * @param subschemas how many subschemas a schema may have, itself included
 * @param steps how many checks one validation may take; a character looked at by a regular
 *     expression counts as a sixteenth of one
 */
public record SchemaLimits(int depth, int subschemas, int steps) {
  /** Depth 32, 1000 subschemas, 100 000 steps. */
  public static final SchemaLimits DEFAULT = new SchemaLimits(32, 1000, 100_000);

  /** Every limit is at least one. */
  public SchemaLimits {
    if (depth < 1 || subschemas < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "schema limits must be positive: depth %d, subschemas %d, steps %d"
              .formatted(depth, subschemas, steps));
    }
  }
}
