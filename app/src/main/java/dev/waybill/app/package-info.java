/** The waybill command and the demo server. */
@NullMarked
package dev.waybill.app;

import org.jspecify.annotations.NullMarked;
