package dev.waybill.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Mirrors an argument into the HTTP header {@code Mcp-Param-<value>}: adds {@code x-mcp-header} to
 * the property's schema (specification 2026-07-28, Tools, section x-mcp-header). The schema of such
 * a property never allows null, because only primitive types may carry a header.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Header {
  /** The part of the header's name after {@code Mcp-Param-}. */
  String value();
}
