package dev.waybill.app;

import dev.waybill.client.ElicitHandler;
import dev.waybill.client.Elicitation;
import dev.waybill.oauth.Browser;
import dev.waybill.protocol.ElicitResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server's questions in the terminal, one at a time. What is typed is always seen: a form
 * must not ask for secrets, and hiding the input would tell the user otherwise. Without a terminal
 * every question is dismissed.
 */
final class TerminalQuestions implements ElicitHandler {
  private final String server;
  private final @Nullable BufferedReader in;
  private final PrintWriter out;
  private final boolean colours;
  private final Predicate<URI> browser;
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * @param server who asks, as the user named it
   * @param in null when there is nobody to ask
   * @param out where questions are shown; not where results go
   * @param browser opens a page; false when it cannot
   */
  TerminalQuestions(
      String server,
      @Nullable BufferedReader in,
      PrintWriter out,
      boolean colours,
      Predicate<URI> browser) {
    this.server = server;
    this.in = in;
    this.out = out;
    this.colours = colours;
    this.browser = browser;
  }

  /** Those of the terminal this process was started in. */
  static TerminalQuestions of(String server, PrintWriter out) {
    boolean colours = Terminal.standardOutput().filter(Terminal::colours).isPresent();
    return new TerminalQuestions(
        server, Keyboard.reader().orElse(null), out, colours, Browser::shows);
  }

  @Override
  public ElicitResult answer(Elicitation question) {
    if (in == null) {
      out.println("waybill: the server asks, and there is no terminal to answer in");
      return question.cancel();
    }
    turn.lock();
    try {
      out.println();
      out.println(Plain.text(server) + " asks: " + Plain.text(question.message()));
      return switch (question) {
        case Elicitation.Form form -> new FormPrompt(in, out).fill(form);
        case Elicitation.Page page -> new PagePrompt(in, out, colours, browser).visit(page);
      };
    } catch (IOException e) {
      return question.cancel();
    } finally {
      turn.unlock();
    }
  }
}
