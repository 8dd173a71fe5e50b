/** The Netty endpoint: HTTP/1.1 and HTTP/2, server-sent events, guards, limits, draining. */
@NullMarked
package dev.waybill.http;

import org.jspecify.annotations.NullMarked;
