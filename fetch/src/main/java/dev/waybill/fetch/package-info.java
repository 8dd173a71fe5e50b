/**
 * Documents read from hosts that are not trusted: metadata, server cards, catalogs. Every fetch is
 * bounded in size, time and redirects, and private addresses are refused after name resolution
 * unless they were allowed. Knows nothing of what the documents mean.
 */
@NullMarked
package dev.waybill.fetch;

import org.jspecify.annotations.NullMarked;
