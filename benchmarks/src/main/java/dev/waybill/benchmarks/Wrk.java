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

  /** Ids that are in use at the same time must differ; these many are more than connections. */
  private static final int IDS = 4096;

  private static final String DONE =
      """
      function done(summary, latency)
        local e = summary.errors
        io.write(string.format('RESULT %d %d %d %d %d\\n', summary.requests, summary.duration,
            e.connect + e.read + e.write + e.status + e.timeout,
            latency:percentile(50), latency:percentile(99)))
      end
      """;

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

  private Wrk(String lua, String path, Path folder) throws IOException {
    this.path = path;
    this.script = Files.writeString(Files.createTempFile(folder, "wrk", ".lua"), lua + DONE);
  }

  /** Sends the same bytes over and over. */
  Wrk(Asked asked, Path folder) throws IOException {
    this(same(asked), asked.path(), folder);
  }

  private static String same(Asked asked) {
    StringBuilder lua = new StringBuilder("wrk.method = '" + asked.verb() + "'\n");
    if (!asked.body().isEmpty()) {
      lua.append("wrk.body = [==[" + asked.body() + "]==]\n");
    }
    asked
        .headers()
        .forEach((key, value) -> lua.append("wrk.headers['" + key + "'] = '" + value + "'\n"));
    return lua.toString();
  }

  /** Sends requests in turn, each with an id of its own; what is sent is made beforehand. */
  static Wrk numbered(List<? extends Asked> asked, Path folder) throws IOException {
    StringBuilder lua = new StringBuilder("local asked, sent, at = {}, {}, 0\n");
    for (Asked one : asked) {
      lua.append("asked[#asked + 1] = {'" + one.verb() + "', [==[" + one.body() + "]==], {");
      one.headers().forEach((key, value) -> lua.append("['" + key + "'] = '" + value + "', "));
      lua.append("}}\n");
    }
    lua.append(
        """
        function init(args)
          for id = 1, %d do
            local one = asked[id %% #asked + 1]
            local body = one[2]:gsub('"id":1,', '"id":' .. id .. ',', 1)
            sent[id] = wrk.format(one[1], nil, one[3], body)
          end
        end
        function request()
          at = at %% #sent + 1
          return sent[at]
        end
        """
            .formatted(IDS));
    return new Wrk(lua.toString(), asked.getFirst().path(), folder);
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
