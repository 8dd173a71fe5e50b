package dev.waybill.schema;

/**
 * A Java type that has no schema, or a schema that is refused. The message says where and what was
 * expected.
 */
public final class SchemaException extends RuntimeException {
  /** A refusal in words meant for the developer who wrote the type or the schema. */
  public SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
