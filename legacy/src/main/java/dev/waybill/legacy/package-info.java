/**
 * All of revision 2025-11-25 and earlier: {@code initialize}, sessions, streams, old shapes. No
 * room knows this one; a server finds it when it is on the class path.
 */
@NullMarked
package dev.waybill.legacy;

import org.jspecify.annotations.NullMarked;
