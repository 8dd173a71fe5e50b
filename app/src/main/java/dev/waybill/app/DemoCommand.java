package dev.waybill.app;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.Publication;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.StdioTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code waybill demo}: a server over the files of a folder, by HTTP or stdio. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description =
        "Serves the files under a folder: summarize_log, search_files, disk_usage, rotate_log.",
    footer = {
      "",
      "Examples:",
      "  waybill demo --root /var/log",
      "  waybill demo --root /var/log --stdio",
      "  waybill demo --root /var/log --tasks",
      "",
      "Several workers can serve one folder behind a load balancer when they share "
          + SharedKeys.VARIABLE
          + "=id:KEY, KEY being 32 bytes in Base64 (openssl rand -base64 32).",
      "",
      "Ends with 0 when stdio input ends, 1 when it cannot start, 2 for wrong options, 143 after"
          + " SIGTERM."
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port on 127.0.0.1; 0 for any (default: 8080)")
  private int port;

  @Option(
      names = "--root",
      defaultValue = ".",
      description = "Folder to serve; nothing outside it is read (default: this folder)")
  private Path root = Path.of(".");

  @Option(names = "--stdio", description = "Speak over standard input and output instead of HTTP")
  private boolean stdio;

  @Option(
      names = "--tasks",
      description =
          "Make durable tasks of slow calls: summarize_log of a folder goes on after a crash where"
              + " it was")
  private boolean tasks;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "With --tasks: where they are kept, "
              + StoreUrl.FORMS
              + " (default: $"
              + StoreUrl.VARIABLE
              + ", else "
              + StoreUrl.DEFAULT
              + " in this folder)")
  private @Nullable String store;

  @Option(
      names = "--eras",
      paramLabel = "REVISION",
      split = ",",
      description =
          "Revisions of the protocol to accept, such as 2026-07-28,2025-11-25 (default: all)")
  private List<String> eras = List.of();

  @Option(
      names = "--http-sse",
      description = "Serve the transport of 2024-11-05, HTTP+SSE, on the same path")
  private boolean httpSse;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(root)) {
      return refuse(
          "--root " + root + (Files.exists(root) ? " is not a folder" : " does not exist"));
    }
    if (!Files.isReadable(root)) {
      return refuse("--root " + root + " may not be read by this user");
    }
    if (port < 0 || port > 65535) {
      return refuse("--port " + port + " is not a port; give 0 to 65535");
    }
    if (store != null && !tasks) {
      return refuse("--store says where tasks are kept; give --tasks too");
    }
    Eras accepted;
    try {
      accepted = accepted();
    } catch (IllegalArgumentException e) {
      return refuse("--eras: " + e.getMessage());
    }
    if (!tasks) {
      try (DemoServer demo = DemoServer.over(root, InstantSource.system(), accepted)) {
        return serve(demo, Optional.empty());
      }
    }
    StoreUrl url;
    DemoTasks kept;
    try {
      url = StoreUrl.chosen(store);
      kept = DemoTasks.in(url, SharedKeys.fromEnvironment());
    } catch (IllegalArgumentException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
    try (kept;
        DemoServer demo = DemoServer.over(root, InstantSource.system(), accepted, kept)) {
      Runtime.getRuntime().addShutdownHook(new Thread(kept::close));
      return serve(demo, Optional.of(url));
    }
  }

  private Eras accepted() {
    Eras chosen = eras.isEmpty() ? Eras.all() : Eras.of(eras.toArray(String[]::new));
    return httpSse ? chosen.withHttpSse() : chosen;
  }

  private int serve(DemoServer demo, Optional<StoreUrl> tasksIn) throws Exception {
    if (stdio) {
      StdioTransport.serve(demo.server());
      return 0;
    }
    HttpEndpoint endpoint = listen(demo);
    endpoint.publish(
        Publication.at(endpoint.uri())
            .add(endpoint.uri().getPath(), demo.server().describe(), Card.standard())
            .registry()
            .documents());
    greet(spec.commandLine().getOut(), endpoint.uri().toString(), tasksIn);
    new CountDownLatch(1).await();
    return 0;
  }

  private int refuse(String problem) {
    spec.commandLine().getErr().println("waybill: " + problem);
    return 2;
  }

  private HttpEndpoint listen(DemoServer demo) throws IOException {
    try {
      return HttpEndpoint.builder(demo.server()).port(port).drainOnShutdown(GRACE).start();
    } catch (UncheckedIOException e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      throw new IOException(
          "cannot listen on 127.0.0.1:"
              + port
              + " ("
              + first.getMessage()
              + "). Choose another port with --port, or --port 0 for any that is free.",
          e);
    }
  }

  private void greet(PrintWriter out, String uri, Optional<StoreUrl> tasksIn) {
    out.println("Waybill demo on " + uri + ", serving " + root.toAbsolutePath().normalize());
    out.println();
    out.println("  tools      disk_usage, rotate_log, search_files, summarize_log");
    out.println("  resources  " + LogUri.TEMPLATE + ", with subscriptions");
    out.println("  prompts    triage_incident, with completion of file names");
    out.println("  documents  /mcp/server-card, /.well-known/ai-catalog.json, /v0/servers");
    tasksIn.ifPresent(
        url -> out.println("  tasks      in " + url + "; ./waybill tasks watch --store " + url));
    out.println();
    out.println("Try:");
    CurlExample.ALL.forEach(example -> print(out, example, uri));
    if (tasksIn.isPresent()) {
      print(out, CurlExample.folderAsTask(), uri);
    }
    out.println();
    out.println("Ctrl-C stops it: calls in flight finish first.");
    out.flush();
  }

  private static void print(PrintWriter out, CurlExample example, String uri) {
    out.println();
    out.println("  # " + example.what());
    out.println(example.command(uri).indent(2).stripTrailing());
  }
}
