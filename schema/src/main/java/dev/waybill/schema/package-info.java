/** JSON Schema: generated from Java types and validated within bounds. */
@NullMarked
package dev.waybill.schema;

import org.jspecify.annotations.NullMarked;
