package dev.waybill.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens a URL in the browser the user prefers; no shell reads the URL. */
public final class Browser implements Consumer<URI> {
  private static final long SECONDS_TO_FAIL = 2;

  Browser() {}

  /**
   * Opens a page. Whoever got its address from elsewhere asks the user first.
   *
   * @param page an {@code http:} or {@code https:} address
   * @return whether a browser could be started
   * @throws IllegalArgumentException for any other address
   */
  public static boolean shows(URI page) {
    String scheme = String.valueOf(page.getScheme()).toLowerCase(Locale.ROOT);
    if (page.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException("a page to open has an http or https address with a host");
    }
    try {
      Process opener = open(page);
      // It hands the page over and ends, unless there is nobody to hand it to.
      return !opener.waitFor(SECONDS_TO_FAIL, TimeUnit.SECONDS) || opener.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

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

  private static Process open(URI uri) throws IOException {
    Process opener =
        new ProcessBuilder(command(System.getProperty("os.name", ""), uri))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    opener.getOutputStream().close();
    return opener;
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
