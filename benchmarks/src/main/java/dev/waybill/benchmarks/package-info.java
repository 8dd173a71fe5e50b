/** Benchmarks, each with its goal; never published. */
@NullMarked
package dev.waybill.benchmarks;

import org.jspecify.annotations.NullMarked;
