package dev.waybill.schema;

/**
 * One way in which a value does not satisfy its schema.
 *
 * @param path JSON Pointer of the value, "" for the root; of the place where it should be if it is
 *     missing
 * @param expected what was expected, such as {@code must be >= 0 (was -3)}
 */
public record Violation(String path, String expected) {
  /** For people: {@code /age: must be >= 0 (was -3)}. */
  @Override
  public String toString() {
    return path.isEmpty() ? expected : path + ": " + expected;
  }
}
