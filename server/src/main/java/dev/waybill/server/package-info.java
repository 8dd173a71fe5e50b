/** The server engine: features, calls, journal, sealing, dispatcher, subscriptions, stdio. */
@NullMarked
package dev.waybill.server;

import org.jspecify.annotations.NullMarked;
