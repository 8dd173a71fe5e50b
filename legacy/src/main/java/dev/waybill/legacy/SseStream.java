package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The one stream of a client of HTTP+SSE; its session ends with it. */
final class SseStream implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(SseStream.class);

  private final String name;
  private final Principal principal;
  private final EarlierEra.Inside server;
  private final Sessions sessions;
  private final Reply reply;
  private final BiConsumer<SseStream, @Nullable Client> closed;
  private @Nullable AutoCloseable listening;
  private @Nullable Client client;
  private @Nullable NewsStream news;
  private boolean over;

  SseStream(
      String name,
      Principal principal,
      EarlierEra.Inside server,
      Sessions sessions,
      Reply reply,
      BiConsumer<SseStream, @Nullable Client> closed) {
    this.name = name;
    this.principal = principal;
    this.server = server;
    this.sessions = sessions;
    this.reply = reply;
    this.closed = closed;
  }

  /** The channel on which a stream hears what to send. */
  static String channel(String name) {
    return "legacy.sse." + name;
  }

  boolean isOf(Principal who) {
    return principal.id().equals(who.id());
  }

  synchronized void begin() {
    listening = server.backplane().listen(channel(name), this::hear);
  }

  private void hear(byte[] message) {
    if (message.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(message, 1, message.length);
    if (message[0] == SseChannel.MESSAGE) {
      reply.send(content);
    } else if (message[0] == SseChannel.SESSION) {
      agreed(content);
    }
  }

  private void agreed(byte[] json) {
    Session session;
    try {
      session = Json.mapper().readValue(json, Session.class);
    } catch (JacksonException e) {
      LOG.debug("News of a session could not be read", e);
      return;
    }
    NewsStream begun;
    synchronized (this) {
      if (over || client != null) {
        return;
      }
      client = sessions.adopt(session, principal);
      begun = new NewsStream(client, server, new Outgoing());
      news = begun;
    }
    begun.begin();
  }

  @Override
  public void drained() {
    NewsStream begun;
    synchronized (this) {
      begun = news;
    }
    if (begun != null) {
      begun.drained();
    }
  }

  /** The client has gone. */
  @Override
  public void cancel() {
    end();
  }

  /** The server ends it. */
  void finish() {
    end();
    reply.hangUp();
  }

  private void end() {
    Client whose;
    NewsStream begun;
    AutoCloseable heard;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      whose = client;
      begun = news;
      heard = listening;
    }
    if (heard != null) {
      TaskRequests.close(heard);
    }
    if (begun != null) {
      begun.cancel();
    }
    closed.accept(this, whose);
  }

  /** The stream as it carries news: it ends as a whole. */
  private final class Outgoing implements Reply {
    @Override
    public void send(byte[] message) {
      reply.send(message);
    }

    @Override
    public boolean writable() {
      return reply.writable();
    }

    @Override
    public void hangUp() {
      finish();
    }

    @Override
    public void end(byte[] response, int status) {}

    @Override
    public void accepted() {}
  }
}
