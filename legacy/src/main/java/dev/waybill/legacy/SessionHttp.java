package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import dev.waybill.server.SharedMemoryException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Sessions over Streamable HTTP as 2025-03-26 to 2025-11-25 have it (basic/transports). */
final class SessionHttp {
  private static final Logger LOG = LoggerFactory.getLogger(SessionHttp.class);
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final byte[] NOTHING = {};
  private static final long RETRY_MILLIS = 1_000;

  /** Begins the names of streams that nothing of is kept. */
  private static final String NEWS = "news_";

  private final EarlierEra.Inside server;
  private final SessionTokens tokens;
  private final Sessions sessions;
  private final Fleet fleet;
  private final Conversation conversation;
  private final Handshake handshake;
  private final Pings pings;
  private final Replay replay;
  private volatile boolean draining;

  SessionHttp(
      EarlierEra.Inside server,
      SessionTokens tokens,
      Sessions sessions,
      Fleet fleet,
      Conversation conversation,
      Handshake handshake,
      Pings pings) {
    this.server = server;
    this.tokens = tokens;
    this.sessions = sessions;
    this.fleet = fleet;
    this.conversation = conversation;
    this.handshake = handshake;
    this.pings = pings;
    this.replay = new Replay(server.backplane(), server.sessionLimits());
  }

  private static void refuse(Reply reply, int status, String why) {
    reply.end(
        OldErrors.bytes(Optional.empty(), new McpException(ErrorCode.INVALID_REQUEST, why)),
        status);
  }

  Exchange post(JsonNode message, Incoming incoming, Reply reply) {
    try {
      if (message instanceof ArrayNode batch) {
        return withSession(incoming, reply, client -> batch(client, batch, incoming, reply));
      }
      ClientMessage told = ClientMessage.of(message);
      if (told instanceof ClientMessage.Told(Frame.Request request)
          && request.method().equals(Requests.INITIALIZE)
          && headers(incoming).get(LegacyEra.SESSION_ID) == null) {
        initialize(request, incoming.principal(), reply);
        return Exchange.DONE;
      }
      return withSession(incoming, reply, client -> one(client, told, incoming, reply));
    } catch (Frame.FrameException e) {
      reply.end(OldErrors.bytes(e.id(), e.error()), OldErrors.status(e.error().code()));
      return Exchange.DONE;
    }
  }

  private void initialize(Frame.Request request, Principal principal, Reply reply) {
    try {
      sessions.admit(principal);
      Session session = handshake.agree(request.params(), principal);
      boolean keeps = server.eras().sessions();
      if (keeps) {
        reply.header(
            LegacyEra.SESSION_ID,
            tokens
                .seal(session)
                .orElseThrow(() ->
                    McpException.invalidParams(
                        "\"clientInfo\" is longer than a session can carry")));
      }
      server.count(session.revision().wireName(), request.method());
      reply.end(JsonRpc.result(request.id(), handshake.result(session, keeps)), 200);
    } catch (McpException e) {
      Requests.refuse(reply, request.id(), e);
    }
  }

  private Exchange one(Client client, ClientMessage message, Incoming incoming, Reply reply) {
    if (!server.eras().sessions()) {
      return going(
          conversation.receive(
              client, incoming.principal(), message, new PlainChannel(reply, false)),
          () -> {});
    }
    CallStream stream =
        new CallStream(client, replay, reply, tokens::random, server.eras().polling());
    return going(conversation.receive(client, incoming.principal(), message, stream), stream::lost);
  }

  /** A client that goes away has not cancelled its request. */
  private static Exchange going(Exchange call, Runnable lost) {
    return new Exchange() {
      @Override
      public void cancel() {
        lost.run();
        if (call instanceof TaskWait wait) {
          wait.lost();
        }
      }

      @Override
      public void drained() {
        call.drained();
      }
    };
  }

  private Exchange batch(Client client, ArrayNode batch, Incoming incoming, Reply reply) {
    if (client.revision() != Revision.V2025_03_26) {
      refuse(
          reply,
          400,
          "Invalid request: revision "
              + client.revision().wireName()
              + " has no batches: send each message on its own");
      return Exchange.DONE;
    }
    return Batch.receive(
        batch,
        reply,
        (message, channel) -> conversation.receive(client, incoming.principal(), message, channel));
  }

  /** A stream for news, or one that was lost and is taken up again. */
  Exchange get(Incoming incoming, Reply reply) {
    String last = headers(incoming).get(LAST_EVENT_ID);
    return withSession(
        incoming,
        reply,
        client -> {
          Optional<EventId> id = last == null ? Optional.empty() : EventId.parse(last);
          if (last != null && id.isEmpty()) {
            refuse(reply, 400, "Last-Event-ID is none that this server gave out");
            return Exchange.DONE;
          }
          return id.isPresent() && !id.get().stream().startsWith(NEWS)
              ? resume(client, id.get(), reply)
              : listen(client, reply);
        });
  }

  private Exchange listen(Client client, Reply reply) {
    if (client.streams().size() >= server.sessionLimits().streams()) {
      McpException tooMany =
          new McpException(
              ErrorCode.TOO_MANY_REQUESTS,
              "Too many streams: " + client.streams().size() + " are open in this session already");
      reply.end(OldErrors.bytes(Optional.empty(), tooMany), tooMany.code().httpStatus());
      return Exchange.DONE;
    }
    NewsStream stream = new NewsStream(client, server, reply);
    try {
      // Before the client knows: from then on it relies on being told.
      stream.begin();
    } catch (McpException tooMany) {
      reply.end(OldErrors.bytes(Optional.empty(), tooMany), tooMany.code().httpStatus());
      return Exchange.DONE;
    }
    boolean primed = client.revision().atLeast(Revision.V2025_11_25);
    reply.event(
        primed
            ? new Reply.Event(
                null, new EventId(NEWS + tokens.random(), 0).toString(), RETRY_MILLIS, NOTHING)
            : new Reply.Event(null, null, null, NOTHING));
    pings.begin(client, stream);
    return stream;
  }

  private Exchange resume(Client client, EventId id, Reply reply) {
    ResumedStream stream =
        new ResumedStream(
            client, replay, reply, server.sessionLimits().replayTime().toMillis(), () -> draining);
    reply.launch(() -> {
      try {
        if (!stream.run(id)) {
          refuse(
              reply,
              400,
              "Last-Event-ID names no stream of this session that can be taken up again: its"
                  + " time is over, or it was sent more than is kept");
        }
      } catch (SharedMemoryException away) {
        unavailable(reply, away);
      }
    });
    return stream;
  }

  /** The client ends its session. */
  Exchange delete(Incoming incoming, Reply reply) {
    return withSession(
        incoming,
        reply,
        client -> {
          reply.launch(() -> {
            try {
              sessions.end(client);
              fleet.ended(client);
              reply.end(NOTHING, 204);
            } catch (SharedMemoryException away) {
              unavailable(reply, away);
            }
          });
          return Exchange.DONE;
        });
  }

  /** Finds out whose message it is; what has to be read first is read on a thread of its own. */
  private Exchange withSession(Incoming incoming, Reply reply, Function<Client, Exchange> then) {
    Headers headers = headers(incoming);
    String token = headers.get(LegacyEra.SESSION_ID);
    String version = headers.get(Headers.PROTOCOL_VERSION);
    if (!server.eras().sessions()) {
      return withoutSession(version, incoming.principal(), reply, then);
    }
    if (token == null) {
      refuse(
          reply,
          400,
          "Mcp-Session-Id is missing: open a session with initialize, or send the metadata of"
              + " revision 2026-07-28 with each request");
      return Exchange.DONE;
    }
    try {
      Client known = sessions.known(token, incoming.principal());
      if (known != null) {
        return agreed(known, version, reply) ? then.apply(known) : Exchange.DONE;
      }
    } catch (Sessions.Gone gone) {
      gone(reply, gone);
      return Exchange.DONE;
    }
    Later later = new Later();
    reply.launch(() -> {
      try {
        Client client = sessions.load(token, incoming.principal());
        if (agreed(client, version, reply)) {
          later.attach(then.apply(client));
        }
      } catch (Sessions.Gone gone) {
        gone(reply, gone);
      } catch (SharedMemoryException away) {
        unavailable(reply, away);
      } catch (Frame.FrameException e) {
        reply.end(OldErrors.bytes(e.id(), e.error()), OldErrors.status(e.error().code()));
      }
    });
    return later;
  }

  private Exchange withoutSession(
      @Nullable String version, Principal principal, Reply reply, Function<Client, Exchange> then) {
    Optional<Revision> revision =
        version == null ? Optional.of(Revision.ASSUMED) : Revision.of(version);
    if (revision.isEmpty() || !server.eras().earlier().contains(revision.get().wireName())) {
      unsupported(reply);
      return Exchange.DONE;
    }
    return then.apply(new Client(handshake.unsaid(revision.get(), principal), principal));
  }

  /** Whether the header says what was agreed at {@code initialize}, or nothing. */
  private boolean agreed(Client client, @Nullable String version, Reply reply) {
    if (version == null || version.equals(client.revision().wireName())) {
      return true;
    }
    if (Revision.of(version).isEmpty() || !server.eras().earlier().contains(version)) {
      unsupported(reply);
    } else {
      refuse(
          reply,
          400,
          "MCP-Protocol-Version is not the one agreed for this session, "
              + client.revision().wireName());
    }
    return false;
  }

  private void unsupported(Reply reply) {
    refuse(
        reply,
        400,
        "MCP-Protocol-Version names no revision that this server accepts: expected one of "
            + String.join(", ", server.eras().revisions()));
  }

  private static void gone(Reply reply, Sessions.Gone gone) {
    refuse(
        reply,
        404,
        "Session not found: " + gone.getMessage() + "; initialize again without Mcp-Session-Id");
  }

  private static void unavailable(Reply reply, SharedMemoryException away) {
    LOG.warn("What the workers share cannot be reached", away);
    McpException refusal = Requests.unavailable();
    reply.end(OldErrors.bytes(Optional.empty(), refusal), refusal.code().httpStatus());
  }

  void drain() {
    draining = true;
  }

  private static Headers headers(Incoming incoming) {
    return Objects.requireNonNull(incoming.headers(), "HTTP has headers");
  }
}
