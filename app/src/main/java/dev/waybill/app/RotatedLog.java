package dev.waybill.app;

import java.time.Instant;

/**
 * A log that was rotated.
 *
 * @param file the log, now empty or holding only what was written since; relative to the root
 * @param archive the compressed copy, relative to the root
 * @param bytes bytes moved from the log to the archive
 * @param compressedBytes size of the archive
 * @param appendedMeanwhile how many of the bytes were written while the log was being copied
 * @param rotatedAt the time in the name of the archive
 */
record RotatedLog(
    String file,
    String archive,
    long bytes,
    long compressedBytes,
    long appendedMeanwhile,
    Instant rotatedAt) {}
