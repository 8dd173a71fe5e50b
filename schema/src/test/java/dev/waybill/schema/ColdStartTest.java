package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a server does with its tools' schemas at start must not load the JSON Schema library. */
class ColdStartTest {

  record Order(@Description("What") String item, int count, Optional<List<String>> notes) {}

  /** Run in a JVM of its own, which prints the classes it loads. */
  public static final class Launch {
    /** Generates, compiles, validates a good and a bad value. */
    public static void main(String[] arguments) {
      CompiledSchema schema =
          CompiledSchema.compile(SchemaGenerator.generate(Order.class), SchemaLimits.DEFAULT);
      JsonMapper json = JsonMapper.shared();
      System.out.println(schema.validate(json.readTree("{\"item\":\"tea\",\"count\":2}")));
      System.out.println(schema.validate(json.readTree("{\"item\":\"tea\",\"count\":2.5}")));
    }
  }

  @Test
  void generated_schemas_never_load_the_validator_library()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Launch.class.getName())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .contains("dev.waybill.schema.CompiledSchema ")
        .contains("[]")
        .contains("/count: must be an integer (was 2.5)")
        .doesNotContain("com.networknt.");
  }
}
