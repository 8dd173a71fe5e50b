/**
 * The waybill command and the demo server.
 *
 * <p>The demo server works on the files under one folder. {@code RootDirectory} is the only door to
 * them; the jobs ({@code LogSummarizer}, {@code FileSearch}, {@code DiskUsageScan}, {@code
 * LogRotation}, {@code FileChanges}) reach files through it alone and know nothing of the protocol.
 */
@NullMarked
package dev.waybill.app;

import org.jspecify.annotations.NullMarked;
