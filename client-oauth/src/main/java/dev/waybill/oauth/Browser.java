package dev.waybill.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Opens a URL in the browser the user prefers; no shell reads the URL. */
final class Browser implements Consumer<URI> {
  @Override
  public void accept(URI uri) {
    try {
      open(uri);
    } catch (IOException e) {
      throw new UncheckedIOException("No browser can be opened", e);
    }
  }

  /** Where there is no browser, the user was told the URL. */
  void tryOpening(URI uri) {
    try {
      open(uri);
    } catch (IOException e) {
      // Nothing is lost.
    }
  }

  private static void open(URI uri) throws IOException {
    new ProcessBuilder(command(System.getProperty("os.name", ""), uri))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .getOutputStream()
        .close();
  }

  static List<String> command(String system, URI uri) {
    String name = system.toLowerCase(Locale.ROOT);
    String url = uri.toASCIIString();
    if (name.contains("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", url);
    }
    return List.of(name.contains("mac") ? "open" : "xdg-open", url);
  }
}
