package dev.waybill.server;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.RequestId;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The stdio transport (basic/transports/stdio): one JSON-RPC message a line, requests interleaved,
 * {@code notifications/cancelled} to cancel, end of input to stop.
 *
 * <pre>{@code
 * StdioTransport.serve(server); // returns when the client closes its end
 * }</pre>
 */
public final class StdioTransport {
  private static final Logger LOG = LoggerFactory.getLogger(StdioTransport.class);
  private static final int MAX_LINE = 4 << 20;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Door door;
  private final InputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<RequestId, LineReply> open = new ConcurrentHashMap<>();

  /** Replies whose last message is not written yet; an id is free again before that. */
  private final Set<LineReply> unfinished = ConcurrentHashMap.newKeySet();

  private EarlierEra.@Nullable Line earlier;
  private volatile boolean broken;

  private StdioTransport(McpServer server, InputStream in, OutputStream out) {
    this.door = server.door();
    this.in = in;
    this.out = out;
  }

  /**
   * Serves the process's own standard streams until the input ends. From now on {@code System.out}
   * writes to standard error, so that nothing but messages reaches the client.
   */
  public static void serve(McpServer server) throws IOException {
    OutputStream messages = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    serve(server, new FileInputStream(FileDescriptor.in), messages);
  }

  /** Serves any pair of streams until the input ends; the streams stay open. */
  public static void serve(McpServer server, InputStream in, OutputStream out) throws IOException {
    new StdioTransport(server, in, out).run();
  }

  private void run() throws IOException {
    byte[] buffer = new byte[64 << 10];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int n = in.read(buffer); n >= 0 && !broken; n = in.read(buffer)) {
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '\n') {
          if (!tooLong) {
            line.write(buffer, from, i - from);
            receive(line.toByteArray());
          }
          line.reset();
          tooLong = false;
          from = i + 1;
        }
      }
      line.write(buffer, from, n - from);
      if (line.size() > MAX_LINE) {
        if (!tooLong) {
          refuse(
              Optional.empty(),
              new McpException(
                  ErrorCode.CONTENT_TOO_LARGE,
                  "A message is longer than " + (MAX_LINE >> 20) + " MiB"));
        }
        tooLong = true;
        line.reset();
      }
    }
    if (!tooLong) {
      receive(line.toByteArray());
    }
    stop();
  }

  /** What still runs has a moment to finish: its client may have closed only its sending end. */
  private void stop() {
    door.drain();
    long until = System.nanoTime() + GRACE.toNanos();
    while (!unfinished.isEmpty() && !broken && System.nanoTime() < until) {
      try {
        unfinished.iterator().next().awaitEnd(Duration.ofMillis(100));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (NoSuchElementException e) {
        break;
      }
    }
    unfinished.forEach(LineReply::cancel);
    if (earlier != null) {
      earlier.close();
    }
  }

  private void receive(byte[] line) {
    if (new String(line, StandardCharsets.ISO_8859_1).isBlank()) {
      return;
    }
    Frame frame;
    try {
      JsonNode json = Frame.read(line);
      EarlierEra.Line conversation = Door.carriesMeta(json) ? null : earlier();
      if (conversation != null && conversation.claims(json)) {
        LineReply reply = new LineReply(null);
        unfinished.add(reply);
        reply.attach(conversation.receive(json, reply));
        return;
      }
      frame = Frame.of(json);
    } catch (Frame.FrameException e) {
      refuse(e.id(), e.error());
      return;
    }
    switch (frame) {
      case Frame.Notification notification -> {
        if (notification.method().equals(Methods.CANCELLED)) {
          RequestId.of(notification.params().path("requestId"))
              .map(open::get)
              .ifPresent(LineReply::cancel);
        }
      }
      case Frame.Request request -> {
        LineReply reply = new LineReply(request.id());
        if (open.putIfAbsent(request.id(), reply) != null) {
          refuse(
              Optional.of(request.id()),
              new McpException(
                  ErrorCode.INVALID_REQUEST,
                  "Invalid request: id " + request.id() + " belongs to a request still open"));
          return;
        }
        unfinished.add(reply);
        reply.attach(door.receive(request, null, Principal.ANONYMOUS, reply));
      }
    }
  }

  /** The conversation of an earlier era, begun with the first message that may be of it. */
  private EarlierEra.@Nullable Line earlier() {
    if (earlier == null) {
      EarlierEra era = door.earlier();
      earlier = era == null ? null : era.open(Principal.ANONYMOUS, this::write);
    }
    return earlier;
  }

  private void refuse(Optional<RequestId> id, McpException error) {
    write(JsonRpc.error(id, error));
  }

  private void write(byte[] message) {
    writing.lock();
    try {
      out.write(message);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      if (!broken) {
        LOG.debug("The client closed its end", e);
      }
      broken = true;
    } finally {
      writing.unlock();
    }
  }

  /** The reply of one request on the shared channel; silent once it is over. */
  private final class LineReply implements Reply {
    private final @Nullable RequestId id;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Exchange exchange = Exchange.DONE;
    private boolean over;

    /**
     * @param id null for a conversation that knows its own requests
     */
    LineReply(@Nullable RequestId id) {
      this.id = id;
    }

    synchronized void attach(Exchange running) {
      exchange = running;
    }

    void awaitEnd(Duration patience) throws InterruptedException {
      var unused = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    void cancel() {
      Exchange running;
      synchronized (this) {
        over = true;
        running = exchange;
      }
      close();
      running.cancel();
    }

    private void close() {
      forget();
      unfinished.remove(this);
      ended.countDown();
    }

    private void forget() {
      if (id != null) {
        open.remove(id, this);
      }
    }

    private synchronized boolean isOver() {
      return over;
    }

    @Override
    public void send(byte[] message) {
      if (!isOver()) {
        write(message);
      }
    }

    /** Writing blocks when the client does not read, so there is nothing to hold back. */
    @Override
    public boolean writable() {
      return !broken;
    }

    @Override
    public void end(byte[] response, int status) {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
      }
      // Before the write: a client may use the id again as soon as it reads the response.
      forget();
      write(response);
      close();
    }

    @Override
    public void hangUp() {
      synchronized (this) {
        over = true;
      }
      close();
    }

    @Override
    public void accepted() {
      close();
    }
  }
}
