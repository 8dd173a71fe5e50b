package dev.waybill.protocol;

import org.jspecify.annotations.Nullable;

/** Hints on what a tool does; untrusted unless the server is (server/tools). */
public record ToolAnnotations(
    @Nullable String title,
    @Nullable Boolean readOnlyHint,
    @Nullable Boolean destructiveHint,
    @Nullable Boolean idempotentHint,
    @Nullable Boolean openWorldHint) {}
