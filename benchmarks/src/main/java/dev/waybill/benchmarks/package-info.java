/**
 * Benchmarks, each with its goal; never published.
 *
 * <p>{@link dev.waybill.benchmarks.Bench} starts the servers it compares as processes of their own,
 * on a core of their own. A benchmark may use what users of Waybill can use; only what JMH measures
 * directly lives in the package it measures.
 */
@NullMarked
package dev.waybill.benchmarks;

import org.jspecify.annotations.NullMarked;
