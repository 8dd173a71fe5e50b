package dev.waybill.app;

import dev.waybill.client.CallOptions;
import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientBuilder;
import dev.waybill.client.ServerCommand;
import dev.waybill.discovery.ClientConfig;
import dev.waybill.discovery.ConfigClient;
import dev.waybill.discovery.ConfiguredServer;
import dev.waybill.oauth.Grant;
import dev.waybill.oauth.Login;
import dev.waybill.oauth.OAuth;
import dev.waybill.oauth.TokenStore;
import dev.waybill.protocol.Implementation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which server a command speaks to, and how: shared by all commands that call one. */
final class ServerOptions {
  @Parameters(
      index = "0",
      paramLabel = "SERVER",
      description =
          "An http(s) address, a name in a configuration file (--config), or a program with its"
              + " arguments after \"stdio:\"")
  private String server = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Where names are looked up; .mcp.json by default")
  private Path config = Path.of(".mcp.json");

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "A header of each HTTP request")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--login", description = "Log in with a browser when the server asks for it")
  private boolean login;

  @Option(
      names = "--tokens",
      paramLabel = "FOLDER",
      description = "Where logins are kept, for you alone; .waybill/tokens of your home by default")
  private Path tokens = Path.of(System.getProperty("user.home", "."), ".waybill", "tokens");

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "The most a call may take; 600 by default")
  private long timeout;

  @Option(names = "--json", description = "Print results as JSON, one document a line")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show what a program writes to its standard error")
  private boolean verbose;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it is used
  private CommandSpec spec;

  /** The server as it was named. */
  String name() {
    return server;
  }

  boolean json() {
    return json;
  }

  CallOptions options() {
    Duration most = Duration.ofSeconds(Math.max(1, timeout));
    return CallOptions.DEFAULTS.timeout(most).idleTimeout(most);
  }

  /** A client that asks questions in the terminal. */
  McpClient connect(TerminalQuestions questions) throws IOException {
    McpClientBuilder builder = target();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw wrong("--header is NAME:VALUE");
      }
      try {
        builder.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    if (verbose) {
      builder.onStderr(line -> spec.commandLine().getErr().println(line));
    }
    return builder
        .info(new Implementation("waybill", Version.CURRENT))
        .options(options())
        .onElicit(questions)
        .build();
  }

  private McpClientBuilder target() throws IOException {
    String lower = server.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      URI address;
      McpClientBuilder builder;
      try {
        address = URI.create(server);
        builder = McpClient.builder(address);
      } catch (IllegalArgumentException e) {
        throw wrong("SERVER: " + e.getMessage());
      }
      return login ? builder.authorizer(oauth(address)) : builder;
    }
    if (lower.startsWith("stdio:")) {
      String[] words = server.substring("stdio:".length()).strip().split("\\s+");
      return McpClient.builder(ServerCommand.of(words));
    }
    return McpClient.builder(configured());
  }

  private OAuth oauth(URI address) {
    PrintWriter err = spec.commandLine().getErr();
    Login browser =
        Login.browser(url -> {
          err.println("Log in at " + url);
          err.flush();
        });
    try {
      return OAuth.builder(address)
          .grant(Grant.login(browser))
          .store(TokenStore.files(tokens))
          .build();
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw wrong("--login: " + e.getMessage());
    }
  }

  private ConfiguredServer configured() throws IOException {
    if (!Files.exists(config)) {
      throw wrong(
          "SERVER is an address, \"stdio:PROGRAM\", or a name in "
              + config
              + ", which is not there");
    }
    ClientConfig known = ClientConfig.read(ConfigClient.CLAUDE_CODE, Files.readString(config));
    return known.servers().stream()
        .filter(candidate -> candidate.name().equals(server))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                config
                    + " has no server \""
                    + server
                    + "\", it has "
                    + known.servers().stream().map(ConfiguredServer::name).toList()));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
