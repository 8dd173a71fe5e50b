package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientException;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ResourceContents;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What commands that call a server have in common. Exit codes: 0 done, 1 the tool failed or
 * something unforeseen, 2 wrong arguments, 3 the server is not reached, 4 it refuses, 5 it wants
 * authorization, 6 it takes too long, 7 it breaks the protocol.
 */
abstract class ServerCommands implements Callable<Integer> {
  static final String EXIT_CODES =
      "Ends with 0 when done, 1 when the tool failed, 2 for wrong arguments, 3 when the server is"
          + " not reached, 4 when it refuses, 5 when it wants authorization, 6 when it takes too"
          + " long, 7 when it breaks the protocol.";

  @Mixin private ServerOptions server = new ServerOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /** Does the command's work. */
  abstract int run(McpClient client) throws IOException;

  @Override
  public final Integer call() throws IOException {
    try (McpClient client = server.connect(TerminalQuestions.of(server.name(), err()))) {
      return run(client);
    } catch (McpClientException e) {
      err().println("waybill: " + Plain.text(String.valueOf(e.getMessage())));
      return exitCode(e);
    } finally {
      out().flush();
      err().flush();
    }
  }

  static int exitCode(McpClientException failure) {
    return switch (failure) {
      case McpClientException.ToolFailed e -> 1;
      case McpClientException.Cancelled e -> 1;
      case McpClientException.Unreachable e -> 3;
      case McpClientException.Refused e -> 4;
      case McpClientException.Unauthorized e -> 5;
      case McpClientException.TimedOut e -> 6;
      case McpClientException.ProtocolViolation e -> 7;
    };
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  ServerOptions server() {
    return server;
  }

  CommandSpec spec() {
    return spec;
  }

  /** A table in the colours of the terminal, if there is one. */
  TextTable table(String... heads) {
    return new TextTable(Terminal.standardOutput().map(Terminal::wrapping), heads);
  }

  void printJson(Object value) {
    out().println(Json.mapper().writeValueAsString(value));
  }

  /** Prints what a tool answered; the exit code it comes to. */
  int print(CallToolResult result) {
    if (server().json()) {
      printJson(result);
    } else if (result.structuredContent() != null) {
      out()
          .println(
              Plain.text(
                  Json.mapper()
                      .writerWithDefaultPrettyPrinter()
                      .writeValueAsString(result.structuredContent())));
    } else {
      for (ContentBlock block : result.content()) {
        print(block);
      }
    }
    return result.isError() ? 1 : 0;
  }

  void print(ContentBlock block) {
    out()
        .println(
            Plain.text(
                switch (block) {
                  case ContentBlock.TextContent text -> text.text();
                  case ContentBlock.ImageContent image ->
                      "[image " + image.mimeType() + ", " + image.data().length + " bytes]";
                  case ContentBlock.AudioContent audio ->
                      "[audio " + audio.mimeType() + ", " + audio.data().length + " bytes]";
                  case ContentBlock.ResourceLink link ->
                      "[resource " + link.uri() + " " + link.name() + "]";
                  case ContentBlock.EmbeddedResource embedded -> text(embedded.resource());
                  case ContentBlock.UnknownContent unknown -> unknown.json().toString();
                }));
  }

  static String text(ResourceContents contents) {
    return switch (contents) {
      case ResourceContents.TextResourceContents text -> text.text();
      case ResourceContents.BlobResourceContents blob ->
          "[" + blob.uri() + ", " + blob.blob().length + " bytes]";
    };
  }

  /** One line for a table. */
  static String line(@Nullable String words) {
    if (words == null) {
      return "-";
    }
    String line = Plain.text(words.strip()).lines().findFirst().orElse("").replace('\t', ' ');
    return line.isEmpty() ? "-" : line.length() <= 100 ? line : line.substring(0, 99) + "…";
  }
}
