/**
 * Task stores on relational databases. This room knows SQL and the {@link
 * dev.waybill.tasks.TaskStore} contract; it must not know tools, sealing or transports.
 */
@NullMarked
package dev.waybill.jdbc;

import org.jspecify.annotations.NullMarked;
