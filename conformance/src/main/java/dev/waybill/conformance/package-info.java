/** The official conformance suite against a fixture server; never published. */
@NullMarked
package dev.waybill.conformance;

import org.jspecify.annotations.NullMarked;
