package dev.waybill.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Loads a server with wrk, from the load's core, over connections that are kept open. */
final class Wrk {
  private static final int CONNECTIONS = 64;
  private static final String RESULT = "RESULT ";

  private final Path script;
  private final String path;

  /**
   * What a round came to.
   *
   * @param micros99 the latency that one request in a hundred is past
   */
  record Round(long requests, double seconds, double micros50, double micros99) {
    double perSecond() {
      return requests / seconds;
    }
  }

  Wrk(Asked asked, Path folder) throws IOException {
    this.path = asked.path();
    StringBuilder lua = new StringBuilder("wrk.method = '" + asked.verb() + "'\n");
    if (!asked.body().isEmpty()) {
      lua.append("wrk.body = [==[" + asked.body() + "]==]\n");
    }
    asked
        .headers()
        .forEach((key, value) -> lua.append("wrk.headers['" + key + "'] = '" + value + "'\n"));
    lua.append(
        """
        function done(summary, latency)
          local e = summary.errors
          io.write(string.format('RESULT %d %d %d %d %d\\n', summary.requests, summary.duration,
              e.connect + e.read + e.write + e.status + e.timeout,
              latency:percentile(50), latency:percentile(99)))
        end
        """);
    this.script = Files.writeString(folder.resolve("wrk.lua"), lua);
  }

  /**
   * @throws IllegalStateException when a request failed: such a round says nothing
   */
  Round run(int port, int seconds) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Core.LOAD.run(
                    List.of(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + seconds + "s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + port + path)))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String[] result =
        output
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk failed:\n" + output))
            .substring(RESULT.length())
            .split(" ");
    if (!result[2].equals("0")) {
      throw new IllegalStateException("wrk had " + result[2] + " errors:\n" + output);
    }
    return new Round(
        Long.parseLong(result[0]),
        Long.parseLong(result[1]) / 1e6,
        Double.parseDouble(result[3]),
        Double.parseDouble(result[4]));
  }
}
