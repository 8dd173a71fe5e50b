package dev.waybill.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Worker processes of one test, which end with it at the latest. */
final class WorkerProcesses implements AutoCloseable {
  private final Class<? extends CrashStores> stores;
  private final String location;
  private final Path folder;
  private final Duration lease;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder for the ledger and what the workers write
   */
  WorkerProcesses(
      Class<? extends CrashStores> stores, String location, Path folder, Duration lease) {
    this.stores = stores;
    this.location = location;
    this.folder = folder;
    this.lease = lease;
  }

  Ledger ledger() {
    return new Ledger(folder.resolve("ledger"));
  }

  Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            CrashWorker.class.getName(),
            stores.getName(),
            location,
            folder.resolve("ledger").toString(),
            Long.toString(lease.toMillis()));
    builder.environment().putAll(environment);
    Process worker =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker-" + started.size() + ".log").toFile())
            .start();
    started.add(worker);
    return worker;
  }

  @Override
  public void close() throws InterruptedException {
    for (Process worker : started) {
      worker.destroyForcibly().waitFor();
    }
  }
}
