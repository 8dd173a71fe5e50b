/**
 * Task stores on relational databases, and the backplanes beside them. This room knows SQL and the
 * contracts {@link dev.waybill.tasks.TaskStore} and {@link dev.waybill.server.Backplane}; it must
 * not know tools, sealing or transports.
 */
@NullMarked
package dev.waybill.jdbc;

import org.jspecify.annotations.NullMarked;
