package dev.waybill.server;

import dev.waybill.protocol.RequestMeta;

/** What a request brings to the call it makes, whatever world that call lives in. */
record CallContext(
    Principal principal,
    RequestMeta meta,
    Cancellation cancellation,
    Reporter reporter,
    Notifications notifications) {

  Call in(World world) {
    return new Call(principal, meta, world, cancellation, reporter, notifications);
  }
}
