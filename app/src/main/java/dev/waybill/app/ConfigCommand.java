package dev.waybill.app;

import dev.waybill.discovery.ClientConfig;
import dev.waybill.discovery.ConfigClient;
import dev.waybill.discovery.Discovery;
import dev.waybill.discovery.DiscoveryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code waybill config}: one definition of servers, in the words of each client. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Writes, reads and merges the configuration files of MCP clients.",
    footer = {
      "",
      "Clients: claude-desktop, claude-code, cursor, vscode, codex, gemini, sep-2633 (a draft of a",
      "format for all clients).",
      "",
      "Examples:",
      "  waybill config export --client vscode example.com",
      "  waybill config import --client codex ~/.codex/config.toml --to cursor",
      "  waybill config sync --client cursor --file .cursor/mcp.json example.com --dry-run",
      "",
      "A source is a domain, the URL or file of a server, card or catalog, or a configuration file",
      "given with --from CLIENT. Secrets are never written: files refer to inputs or environment",
      "variables, which are named on standard error."
    })
final class ConfigCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before any subcommand runs
  private CommandSpec spec;

  /** Takes the names that users know clients by. */
  static final class ByName implements ITypeConverter<ConfigClient> {
    @Override
    public ConfigClient convert(String name) {
      return ConfigClient.of(name.toLowerCase(Locale.ROOT))
          .orElseThrow(
              () -> new TypeConversionException("'" + name + "' is none of " + ConfigClient.ids()));
    }
  }

  /** Where servers come from. */
  static final class Source {
    @Parameters(paramLabel = "SOURCE", description = "Domain, URL or file")
    private String source = "";

    @Option(
        names = "--from",
        paramLabel = "CLIENT",
        converter = ByName.class,
        description = "The source is a configuration file of this client")
    private @Nullable ConfigClient from;

    @Mixin private Lookup lookup = new Lookup();

    ClientConfig config(PrintWriter err) throws IOException {
      ConfigClient client = from;
      if (client != null) {
        return ClientConfig.read(client, existing(Path.of(source)));
      }
      Discovery.Found found = lookup.find(source);
      found.problems().forEach(problem -> err.println("waybill: " + problem));
      if (found.servers().isEmpty()) {
        throw new DiscoveryException("no MCP server was found at " + source);
      }
      return ClientConfig.of(found.servers().stream().map(Discovery.Server::card).toList());
    }
  }

  private static String existing(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DiscoveryException(file + " is no file");
    }
    return new ConfigFile(file).text();
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Prints a client's configuration file with the servers of a source.")
  int export(
      @Option(
              names = "--client",
              required = true,
              converter = ByName.class,
              description = "Whose file to write")
          ConfigClient client,
      @Mixin Source source)
      throws IOException {
    return print(source.config(err()).write(client));
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Reads a client's configuration file and prints it for another client.")
  int importFile(
      @Option(
              names = "--client",
              required = true,
              converter = ByName.class,
              description = "Whose file it is")
          ConfigClient client,
      @Option(
              names = "--to",
              paramLabel = "CLIENT",
              converter = ByName.class,
              defaultValue = "sep-2633",
              description = "Whose words to print it in (default: sep-2633)")
          ConfigClient to,
      @Parameters(paramLabel = "FILE", description = "The file") Path file)
      throws IOException {
    return print(ClientConfig.read(client, existing(file)).write(to));
  }

  @Command(
      name = "sync",
      mixinStandardHelpOptions = true,
      description = {
        "Merges the servers of a source into a client's file. What the file holds besides stays as"
            + " it is, comments too; a copy of the old file is kept beside it."
      })
  int sync(
      @Option(
              names = "--client",
              required = true,
              converter = ByName.class,
              description = "Whose file it is")
          ConfigClient client,
      @Option(names = "--file", required = true, description = "The file to merge into") Path file,
      @Option(names = "--dry-run", description = "Print what would change and change nothing")
          boolean dryRun,
      @Mixin Source source)
      throws IOException {
    ClientConfig config = source.config(err());
    ConfigFile target = new ConfigFile(file);
    String before = target.text();
    ClientConfig.Text after = config.sync(client, before);
    notes(after.notes());
    PrintWriter out = spec.commandLine().getOut();
    if (before.equals(after.text())) {
      out.println(file + " says all of it already");
      return 0;
    }
    if (dryRun) {
      out.print(LineDiff.of(file.toString(), before, after.text()));
      return 0;
    }
    Optional<Path> backup = target.replace(after.text(), InstantSource.system());
    out.println(
        file + (backup.isEmpty() ? " written" : " changed; before: " + backup.get().getFileName()));
    return 0;
  }

  private int print(ClientConfig.Text text) {
    notes(text.notes());
    spec.commandLine().getOut().print(text.text());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void notes(List<String> notes) {
    notes.forEach(note -> err().println("note: " + note));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
