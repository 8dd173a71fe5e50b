package dev.waybill.server;

import dev.waybill.protocol.RequestMeta;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to the call it makes.
 *
 * @param world where its journal lives; null when that is the request itself
 */
record CallContext(
    Principal principal,
    RequestMeta meta,
    Cancellation cancellation,
    Reporter reporter,
    Notifications notifications,
    @Nullable World world) {

  /** A call whose journal lives in its request. */
  CallContext(
      Principal principal,
      RequestMeta meta,
      Cancellation cancellation,
      Reporter reporter,
      Notifications notifications) {
    this(principal, meta, cancellation, reporter, notifications, null);
  }

  Call in(World world) {
    return new Call(principal, meta, world, cancellation, reporter, notifications);
  }
}
