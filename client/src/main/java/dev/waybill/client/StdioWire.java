package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A child process and its standard streams: one message a line (transports, stdio). Both eras speak
 * over it. What is no message is not taken for one, and too much of it ends the process.
 */
final class StdioWire extends MultiplexWire {
  private static final Logger LOG = LoggerFactory.getLogger(StdioWire.class);
  private static final int MOST_JUNK = 1000;
  private static final int LONGEST_STDERR = 2000;

  private final String server;
  private final ServerProcess process;
  private final int maxMessage;
  private final Consumer<String> stderr;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean closed;

  StdioWire(String server, ServerProcess process, int maxMessage, Consumer<String> stderr) {
    super(server);
    this.server = server;
    this.process = process;
    this.maxMessage = maxMessage;
    this.stderr = stderr;
  }

  void start() {
    // Platform threads: reading a pipe would pin a carrier for as long as the process is silent.
    Thread.ofPlatform().daemon().name("waybill-stdio-out").start(this::readOut);
    Thread.ofPlatform().daemon().name("waybill-stdio-err").start(this::readErr);
  }

  @Override
  void write(byte[] message) throws IOException {
    writing.lock();
    try {
      OutputStream in = process.stdin();
      in.write(message);
      in.write('\n');
      in.flush();
    } finally {
      writing.unlock();
    }
  }

  private void readOut() {
    Function<Where, McpClientException> end = null;
    try (InputStream out = process.stdout()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
      byte[] buffer = new byte[8192];
      int junk = 0;
      int read;
      while (end == null && (read = out.read(buffer)) >= 0) {
        int from = 0;
        for (int i = 0; i < read && end == null; i++) {
          if (buffer[i] == '\n') {
            line.write(buffer, from, i - from);
            from = i + 1;
            if (!message(line.toByteArray()) && ++junk > MOST_JUNK) {
              end =
                  where ->
                      where.violation(
                          "its standard output is full of lines that are no messages; the process"
                              + " was ended");
            }
            line.reset();
          }
        }
        line.write(buffer, from, read - from);
        if (end == null && line.size() > maxMessage) {
          end =
              where ->
                  where.violation(
                      "a line of its standard output is longer than "
                          + maxMessage
                          + " bytes; the process"
                          + " was ended");
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: its standard output broke", server, e);
    }
    ended(end);
  }

  private void ended(@Nullable Function<Where, McpClientException> why) {
    if (closed) {
      broke(where -> where.cancelled("the client was closed", null));
    } else if (why != null) {
      broke(why);
    } else {
      String exit = process.exit(500, TimeUnit.MILLISECONDS);
      broke(where ->
          where.unreachable(
              exit + " before it answered; look at its standard error (onStderr)", null));
    }
    process.end();
  }

  /** Whether a line was a message, or empty. */
  private boolean message(byte[] line) {
    int length = line.length;
    while (length > 0 && Character.isWhitespace(line[length - 1])) {
      length--;
    }
    if (length == 0) {
      return true;
    }
    try {
      if (line[0] == '{' && Json.parseAnswer(line) instanceof ObjectNode message) {
        received(message);
        return true;
      }
    } catch (McpException e) {
      LOG.debug("{}: a line of standard output is not JSON", server);
    }
    LOG.warn("{}: a line of its standard output is no message and was ignored", server);
    return false;
  }

  /** Reads whatever comes, so that the process never blocks on it, and shortens long lines. */
  private void readErr() {
    try (InputStream err = process.stderr()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(256);
      byte[] buffer = new byte[8192];
      int read;
      while ((read = err.read(buffer)) >= 0) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            stderr.accept(Answers.text(line.toByteArray()));
            line.reset();
          } else if (line.size() < LONGEST_STDERR) {
            line.write(buffer[i]);
          }
        }
      }
      if (line.size() > 0) {
        stderr.accept(Answers.text(line.toByteArray()));
      }
    } catch (IOException e) {
      LOG.debug("{}: its standard error broke", server, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    broke(where -> where.cancelled("the client was closed", null));
    process.close();
  }
}
