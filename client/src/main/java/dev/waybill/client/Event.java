package dev.waybill.client;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param data without the field names, its lines joined with line feeds
 * @param id where the server numbers its events
 * @param retry milliseconds to wait before a broken stream is taken up again
 */
record Event(String name, byte[] data, @Nullable String id, @Nullable Long retry) {}
