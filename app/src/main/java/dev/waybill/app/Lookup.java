package dev.waybill.app;

import dev.waybill.discovery.Discovery;
import dev.waybill.discovery.DiscoveryException;
import dev.waybill.fetch.Fetcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How commands find servers: options they share, and what a source on the command line may be. */
final class Lookup {
  private static final long LONGEST_FILE = 4L << 20;

  @Option(
      names = "--earlier",
      description = "Also look where earlier proposals put their documents, if there is no catalog")
  private boolean earlier;

  @Option(
      names = "--allow-private",
      description = "Also read from hosts of private networks and of this machine")
  private boolean allowPrivate;

  private Fetcher rules = Fetcher.builder().build();

  /** By which rules the documents were read. */
  Fetcher rules() {
    return rules;
  }

  /** Finds the servers of a domain, URL or file; problems on the way are in what is found. */
  Discovery.Found find(String source) throws IOException {
    Path file = Path.of(source);
    boolean local = !source.contains("://") && Files.isRegularFile(file);
    Discovery discovery = local ? Discovery.in(read(file), file.toUri()) : Discovery.of(source);
    // Whoever names this machine on the command line means it.
    rules =
        Fetcher.builder()
            .allowPrivateAddresses(allowPrivate)
            .allowLoopback(allowPrivate || discovery.isLocal())
            .build();
    Discovery search = discovery.with(rules);
    return (earlier ? search.earlierLocations() : search).find();
  }

  /** A whole file, unless it is longer than any configuration or document should be. */
  static byte[] read(Path file) throws IOException {
    if (Files.size(file) > LONGEST_FILE) {
      throw new DiscoveryException(file + " is longer than 4 MiB, so it is no such file");
    }
    return Files.readAllBytes(file);
  }
}
