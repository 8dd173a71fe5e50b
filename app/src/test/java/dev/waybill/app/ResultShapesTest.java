package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaGenerator;
import dev.waybill.schema.SchemaLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the jobs return goes out as structured content and must satisfy the schema of its type. */
class ResultShapesTest {
  private final JsonMapper mapper = JsonMapper.builder().build();

  @TempDir Path temp;

  @Test
  void every_result_satisfies_the_schema_of_its_type() throws Exception {
    Files.writeString(temp.resolve("app.log"), LogSamples.text("logback.log"));
    RootDirectory root = RootDirectory.at(temp);
    var query = new FileSearch.Query("Orders", false, "", "*.log", 1, 1);
    satisfies_its_schema(LogSamples.summaryOf("logback.log"));
    satisfies_its_schema(LogSamples.summaryOfText("nothing known\n"));
    satisfies_its_schema(FileSearch.search(root, query, FileSearch.Limits.DEFAULT, Progress.NONE));
    satisfies_its_schema(DiskUsageScan.measure(root, RelativePath.ROOT, 3, Progress.NONE));
    satisfies_its_schema(
        new LogRotation(root, InstantSource.system())
            .rotate(RelativePath.parse("app.log"), Progress.NONE));
  }

  private void satisfies_its_schema(Record result) {
    JsonNode schema = SchemaGenerator.generate(result.getClass());
    JsonNode json = mapper.valueToTree(result);
    assertThat(CompiledSchema.compile(schema, SchemaLimits.DEFAULT).validate(json))
        .as("%s against %s", json, schema)
        .isEmpty();
  }
}
