package dev.waybill.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The process of a server, ended the way the stdio transport asks: gently first. */
final class ServerProcess implements AutoCloseable {
  private static final int GRACE_SECONDS = 2;

  /** What a process needs to run at all; the rest may hold secrets that are not the server's. */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "LANG",
          "LC_ALL",
          "TMPDIR",
          "TEMP",
          "TMP",
          "APPDATA",
          "LOCALAPPDATA",
          "USERPROFILE",
          "SYSTEMROOT",
          "SYSTEMDRIVE",
          "PATHEXT",
          "COMSPEC",
          "PROGRAMFILES",
          "HOMEDRIVE",
          "HOMEPATH",
          "USERNAME");

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  static ServerProcess start(ServerCommand command, Where where) {
    ProcessBuilder builder = new ProcessBuilder(command.command());
    Map<String, String> environment = builder.environment();
    Map<String, String> kept =
        environment.entrySet().stream()
            .filter(entry -> INHERITED.contains(entry.getKey().toUpperCase(java.util.Locale.ROOT)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    environment.clear();
    environment.putAll(kept);
    environment.putAll(command.environment());
    command.where().ifPresent(folder -> builder.directory(folder.toFile()));
    try {
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      File folder = builder.directory();
      throw where.unreachable(
          "its program \""
              + command.program()
              + "\" cannot be started"
              + (folder != null && !folder.isDirectory() ? ": its directory is not there" : "")
              + ". Is it installed and on the PATH?",
          e);
    }
  }

  OutputStream stdin() {
    return process.getOutputStream();
  }

  InputStream stdout() {
    return process.getInputStream();
  }

  InputStream stderr() {
    return process.getErrorStream();
  }

  /** How the process ended, in words. */
  String exit(long time, TimeUnit unit) {
    try {
      return process.waitFor(time, unit)
          ? "the process ended with exit code " + process.exitValue()
          : "the process closed its standard output";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the process closed its standard output";
    }
  }

  /** Ends the process in the background: end of input, then SIGTERM, then SIGKILL. */
  void end() {
    Thread.ofPlatform().daemon(false).name("waybill-stdio-end").start(this::close);
  }

  /** The same, and returns when it has ended, its children too. */
  @Override
  public void close() {
    var family = process.descendants().toList();
    try {
      stdin().close();
    } catch (IOException e) {
      // It is gone already, or will be in a moment.
    }
    boolean interrupted = false;
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      family.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
