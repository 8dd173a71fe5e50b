package dev.waybill.app;

import dev.waybill.client.Elicitation;
import dev.waybill.protocol.ElicitResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Asks whether a page may be opened that a server wants visited (client/elicitation, Safe URL
 * Handling): shows all of its address, its host above all, warns of what looks like a trap, and
 * opens nothing before the user said so. The page is never fetched here.
 *
 * @param colours whether the host may be set off in the address
 * @param browser opens a page; false when it cannot
 */
record PagePrompt(BufferedReader in, PrintWriter out, boolean colours, Predicate<URI> browser) {

  ElicitResult visit(Elicitation.Page page) throws IOException {
    Optional<URI> found = address(page.url());
    if (found.isEmpty()) {
      out.println("  It wants you to visit " + Plain.text(page.url()));
      out.println("  It is declined: only http and https addresses with a host are opened.");
      return page.decline();
    }
    URI address = found.get();
    out.println("  It wants you to visit a page of " + strong(address.getHost()) + ":");
    out.println("  " + highlighted(page.url(), address));
    for (String warning : warnings(address)) {
      out.println("  Careful: " + warning);
    }
    out.print(
        "  Open it in your browser? [y]es, [s]elf if you open it yourself, [n]o, anything else"
            + " cancels: ");
    out.flush();
    return switch (FormPrompt.line(in).toLowerCase(Locale.ROOT)) {
      case "y", "yes" -> {
        if (!browser.test(address)) {
          out.println("  No browser can be started here. Open this address yourself:");
          out.println("  " + Plain.text(page.url()));
        }
        yield page.accept();
      }
      case "s", "self" -> page.accept();
      case "n", "no" -> page.decline();
      default -> page.cancel();
    };
  }

  private static Optional<URI> address(String url) {
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("https") || scheme.equals("http");
      return isWeb && address.getHost() != null ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private String highlighted(String url, URI address) {
    String user = address.getRawUserInfo();
    int from = url.indexOf("//") + 2 + (user == null ? 0 : user.length() + 1);
    int to = from + address.getHost().length();
    return Plain.text(url.substring(0, from))
        + strong(url.substring(from, to))
        + Plain.text(url.substring(to));
  }

  private String strong(String words) {
    return colours ? "\u001b[1;7m" + words + "\u001b[0m" : words;
  }

  private static List<String> warnings(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    List<String> warnings = new ArrayList<>();
    if (host.startsWith("xn--") || host.contains(".xn--")) {
      warnings.add("the host is written in Punycode, which may imitate another name.");
    }
    if (address.getRawUserInfo() != null) {
      warnings.add("what stands before the @ is not the host.");
    }
    boolean isHere = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    if (!isHere && (host.startsWith("[") || host.matches("[0-9.]+"))) {
      warnings.add("the host is a number, not a name.");
    }
    if (!isHere && "http".equalsIgnoreCase(address.getScheme())) {
      warnings.add("the connection will not be encrypted.");
    }
    return warnings;
  }
}
