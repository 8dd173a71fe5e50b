package dev.waybill.app;

import dev.waybill.schema.Description;
import java.time.Instant;

/** A log that was rotated. */
record RotatedLog(
    @Description("The log, now empty or holding only what was written since; relative to the root.")
        String file,
    @Description("The compressed copy, relative to the root.") String archive,
    @Description("Bytes moved from the log to the archive.") long bytes,
    @Description("Size of the archive.") long compressedBytes,
    @Description("How many of the bytes were written while the log was being copied.")
        long appendedMeanwhile,
    @Description("The time in the name of the archive.") Instant rotatedAt) {}
