package dev.waybill.app;

import dev.waybill.server.Eras;
import dev.waybill.server.KeyRing;
import dev.waybill.server.McpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The demo server: tools, resources and a prompt over the files under one folder. */
final class DemoServer implements AutoCloseable {
  private final McpServer server;
  private final FileChanges changes;

  private DemoServer(McpServer server, FileChanges changes) {
    this.server = server;
    this.changes = changes;
  }

  /**
   * Opens a folder and makes a server over it. Workers that share {@code WAYBILL_KEYS} can finish
   * each other's calls.
   */
  static DemoServer over(Path folder, InstantSource clock) throws IOException {
    return over(folder, clock, Eras.all());
  }

  /** The same for some revisions of the protocol. */
  static DemoServer over(Path folder, InstantSource clock, Eras eras) throws IOException {
    return over(RootDirectory.at(folder), clock, eras, Optional.empty());
  }

  /** The same with calls that become tasks. */
  static DemoServer over(Path folder, InstantSource clock, Eras eras, DemoTasks tasks)
      throws IOException {
    RootDirectory root = RootDirectory.at(folder).without(tasks.files());
    return over(root, clock, eras, Optional.of(tasks));
  }

  private static DemoServer over(
      RootDirectory root, InstantSource clock, Eras eras, Optional<DemoTasks> tasks)
      throws IOException {
    FileChanges changes = FileChanges.under(root);
    McpServer.Builder builder =
        McpServer.builder("waybill-demo", Version.CURRENT)
            .title("Waybill demo: logs and files")
            .description("Reads, searches, summarizes and rotates files under one folder")
            .instructions(
                "Start with disk_usage or search_files to find a log, then summarize_log for what"
                    + " is in it. rotate_log asks the user before it changes anything.")
            .clock(clock)
            .eras(eras);
    builder.keys(SharedKeys.fromEnvironment().orElseGet(KeyRing::generate));
    tasks.ifPresent(its -> builder.extension(its.engine()));
    tasks.flatMap(DemoTasks::backplane).ifPresent(builder::backplane);
    new DemoTools(root, clock, tasks.isPresent()).all().forEach(builder::add);
    new DemoReads(root, changes, clock).all().forEach(builder::add);
    return new DemoServer(builder.build(), changes);
  }

  McpServer server() {
    return server;
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
