/**
 * Tasks kept in Redis or Valkey: a store whose every transition is one Lua script, and the
 * backplane beside it.
 */
@NullMarked
package dev.waybill.redis;

import org.jspecify.annotations.NullMarked;
