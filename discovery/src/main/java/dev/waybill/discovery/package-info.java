/**
 * What a server is, known before anyone connects: server cards, AI catalogs, registry documents and
 * client configuration files, written and read. Serving them is the business of the HTTP room.
 */
@NullMarked
package dev.waybill.discovery;

import org.jspecify.annotations.NullMarked;
