/**
 * JSON Schema for tools: {@link dev.waybill.schema.SchemaGenerator} writes schemas from Java types,
 * {@link dev.waybill.schema.CompiledSchema} checks schemas and validates values within {@link
 * dev.waybill.schema.SchemaLimits}. Both are pure functions of their arguments: nothing here opens
 * a file or a connection, logs, or knows about MCP messages. The JSON Schema library is loaded only
 * for schemas beyond the usual keywords. {@link dev.waybill.schema.HeaderParameter} finds the
 * parameters that travel as headers.
 */
@NullMarked
package dev.waybill.schema;

import org.jspecify.annotations.NullMarked;
