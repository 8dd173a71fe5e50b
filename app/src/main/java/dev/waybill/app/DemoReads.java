package dev.waybill.app;

import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.protocol.Role;
import dev.waybill.schema.Description;
import dev.waybill.server.Call;
import dev.waybill.server.Feature;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo server's resources and prompt. */
final class DemoReads {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LISTED = 5000;

  private final RootDirectory root;
  private final FileChanges changes;
  private final InstantSource clock;

  DemoReads(RootDirectory root, FileChanges changes, InstantSource clock) {
    this.root = root;
    this.changes = changes;
    this.clock = clock;
  }

  record Incident(
      @Description("Path of the log under the root") String file,
      @Description("What users noticed, if anything") Optional<String> symptom) {}

  List<Feature> all() {
    return List.of(
        ResourceTemplate.at(LogUri.TEMPLATE)
            .name("Files under the root")
            .description("Any regular file of at most 1 MiB; larger ones through the tools")
            .complete("path", (typed, known, who) -> names(typed))
            .watch(this::watch)
            .handler((variables, call) -> read("log:///" + variables.get("path"))),
        Prompt.named("triage_incident")
            .title("Triage an incident")
            .description("A first look at an incident, from what a log says")
            .input(Incident.class)
            .complete("file", (typed, known, who) -> names(typed))
            .handler(this::triage));
  }

  /** Of what may not be read, nothing is heard. */
  private AutoCloseable watch(String uri, Runnable changed) throws IOException {
    try {
      return changes.watch(LogUri.path(uri), changed);
    } catch (AccessRefused refused) {
      throw Resource.notFound(uri);
    }
  }

  private ResourceContents read(String uri) throws IOException {
    RelativePath path;
    byte[] bytes;
    try {
      path = LogUri.path(uri);
      bytes = bytes(path);
    } catch (AccessRefused refused) {
      McpException notFound = Resource.notFound(uri);
      throw new McpException(
          notFound.code(),
          notFound.text() + ": " + refused.getMessage(),
          notFound.data().orElseThrow());
    }
    ContentType type = ContentType.guess(path.name(), bytes, bytes.length);
    return type.text()
        ? ResourceContents.text(uri, type.mimeType(), new String(bytes, StandardCharsets.UTF_8))
        : ResourceContents.blob(uri, type.mimeType(), bytes);
  }

  private byte[] bytes(RelativePath path) throws IOException {
    try (SeekableByteChannel channel = root.open(path)) {
      if (channel.size() > MAX_BYTES) {
        throw new AccessRefused(
            "'" + path + "' is larger than 1 MiB. Use search_files or summarize_log.");
      }
      ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until the end, or as much as was allowed when the file grows meanwhile.
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  private List<String> names(String typed) throws IOException, InterruptedException {
    String wanted = typed.toLowerCase(Locale.ROOT);
    List<String> files = root.list(MAX_LISTED).files();
    // What begins as typed comes before what only contains it.
    return Stream.concat(
            files.stream().filter(f -> f.toLowerCase(Locale.ROOT).startsWith(wanted)),
            files.stream()
                .filter(f -> !f.toLowerCase(Locale.ROOT).startsWith(wanted))
                .filter(f -> f.toLowerCase(Locale.ROOT).contains(wanted)))
        .toList();
  }

  private List<PromptMessage> triage(Incident in, Call call) throws Exception {
    RelativePath path;
    LogSummary summary;
    try {
      path = RelativePath.parse(in.file());
      summary = new LogSummarizer(clock, 10).summarize(root, path, Progress.NONE);
    } catch (AccessRefused refused) {
      throw McpException.invalidParams("\"file\": " + refused.getMessage());
    }
    String task =
        "Triage an incident from the log "
            + path
            + in.symptom().map(symptom -> ". Users noticed: " + symptom).orElse("")
            + ". Say what most likely happened, when it began, what is not known yet, and which"
            + " searches (search_files) or checks to do next. The summary of the log:";
    return List.of(
        PromptMessage.user(task),
        PromptMessage.user(Json.mapper().writeValueAsString(summary)),
        new PromptMessage(
            Role.USER,
            new ContentBlock.ResourceLink(
                LogUri.of(path),
                path.name(),
                null,
                "The log itself",
                "text/plain",
                summary.bytes(),
                List.of(),
                null,
                Map.of())));
  }
}
