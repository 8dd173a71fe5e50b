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
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The transport of 2024-11-05 (basic/transports, HTTP with SSE): a stream on which everything comes
 * from the server, and an address for everything that goes to it. Messages may be posted to any
 * worker; the one that holds the stream sends what comes of them.
 */
final class HttpSse {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSse.class);
  private static final String QUERY = "?sessionId=";

  private final EarlierEra.Inside server;
  private final SessionTokens tokens;
  private final Sessions sessions;
  private final Fleet fleet;
  private final Conversation conversation;
  private final Handshake handshake;
  private final Set<SseStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  HttpSse(
      EarlierEra.Inside server,
      SessionTokens tokens,
      Sessions sessions,
      Fleet fleet,
      Conversation conversation,
      Handshake handshake) {
    this.server = server;
    this.tokens = tokens;
    this.sessions = sessions;
    this.fleet = fleet;
    this.conversation = conversation;
    this.handshake = handshake;
  }

  /** Whether a message was sent to the address that a stream was given. */
  boolean isAddressed(Incoming incoming) {
    return server.eras().httpSse() && incoming.target().contains(QUERY);
  }

  /** Opens a stream. */
  Exchange open(Incoming incoming, Reply reply) {
    Principal principal = incoming.principal();
    long own = open.stream().filter(stream -> stream.isOf(principal)).count();
    int limit =
        principal.id().isEmpty()
            ? server.sessionLimits().known()
            : server.sessionLimits().perPrincipal();
    if (own >= limit) {
      refuse(
          reply,
          new McpException(
              ErrorCode.TOO_MANY_REQUESTS, "Too many streams: " + own + " are open already"));
      return Exchange.DONE;
    }
    String name = tokens.random();
    SseStream stream = new SseStream(name, principal, server, sessions, reply, this::closed);
    open.add(stream);
    stream.begin();
    String target = incoming.target();
    String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
    String address = path + QUERY + tokens.sealStream(name, principal.id());
    reply.event(new Reply.Event("endpoint", null, null, address.getBytes(StandardCharsets.UTF_8)));
    if (draining) {
      stream.finish();
    }
    return stream;
  }

  /** A session is over with its stream. */
  private void closed(SseStream stream, @Nullable Client client) {
    open.remove(stream);
    if (client != null && !client.ended()) {
      Thread.startVirtualThread(() -> {
        try {
          sessions.end(client);
          fleet.ended(client);
        } catch (SharedMemoryException away) {
          LOG.debug("Other workers could not be told of the end of a session", away);
        }
      });
    }
  }

  void drain() {
    draining = true;
    open.forEach(SseStream::finish);
  }

  /** Takes in a message that was sent to the address of a stream. */
  Exchange post(JsonNode message, Incoming incoming, Reply reply) {
    String target = incoming.target();
    String token = target.substring(target.indexOf(QUERY) + QUERY.length());
    Optional<String> name = tokens.openStream(token, incoming.principal().id());
    if (name.isEmpty()) {
      refuse(reply, 404, "Session not found: there is none of this id; open a stream with GET");
      return Exchange.DONE;
    }
    if (message.isArray()) {
      refuse(reply, 400, "Invalid request: this transport has no batches");
      return Exchange.DONE;
    }
    ClientMessage told;
    try {
      told = ClientMessage.of(message);
    } catch (Frame.FrameException e) {
      reply.end(OldErrors.bytes(e.id(), e.error()), 400);
      return Exchange.DONE;
    }
    // What there is of a session is read from what the workers share: not on this thread.
    reply.launch(() -> {
      try {
        receive(name.get(), told, incoming, reply);
      } catch (Sessions.Gone gone) {
        refuse(reply, 404, "Session not found: " + gone.getMessage() + "; open a stream with GET");
      } catch (SharedMemoryException away) {
        LOG.warn("What the workers share cannot be reached", away);
        refuse(reply, Requests.unavailable());
      }
    });
    return Exchange.DONE;
  }

  private void receive(String name, ClientMessage told, Incoming incoming, Reply reply) {
    SseChannel channel = new SseChannel(SseStream.channel(name), server.backplane());
    Optional<Client> client = sessions.onStream(name, incoming.principal());
    if (client.isPresent()) {
      if (!agreed(client.get(), incoming, reply)) {
        return;
      }
      CallChannel answers = channel;
      if (told instanceof ClientMessage.Answered) {
        // Nothing comes of it on the stream: whether it was an answer is said in place.
        answers = new PlainChannel(reply, true);
      } else {
        reply.accepted();
      }
      var unused = conversation.receive(client.get(), incoming.principal(), told, answers);
      return;
    }
    if (told instanceof ClientMessage.Told(Frame.Request request)) {
      reply.accepted();
      initialize(name, request, incoming.principal(), channel);
    } else {
      refuse(reply, 400, "Invalid request: initialize comes first");
    }
  }

  private static boolean agreed(Client client, Incoming incoming, Reply reply) {
    Headers headers = incoming.headers();
    String version = headers == null ? null : headers.get(Headers.PROTOCOL_VERSION);
    if (version == null || version.equals(client.revision().wireName())) {
      return true;
    }
    refuse(
        reply,
        400,
        "MCP-Protocol-Version is not the one agreed for this session, "
            + client.revision().wireName());
    return false;
  }

  private void initialize(
      String name, Frame.Request request, Principal principal, SseChannel channel) {
    try {
      if (!request.method().equals(Requests.INITIALIZE)) {
        throw new McpException(
            ErrorCode.INVALID_REQUEST, "Invalid request: initialize comes first");
      }
      Session session = handshake.agree(name, request.params(), principal);
      sessions.agreed(session, principal);
      channel.agreed(session);
      server.count(session.revision().wireName(), request.method());
      channel.end(JsonRpc.result(request.id(), handshake.result(session, true)), 200);
    } catch (McpException e) {
      channel.end(OldErrors.bytes(Optional.of(request.id()), e), 200);
    }
  }

  private static void refuse(Reply reply, int status, String why) {
    reply.end(
        OldErrors.bytes(Optional.empty(), new McpException(ErrorCode.INVALID_REQUEST, why)),
        status);
  }

  private static void refuse(Reply reply, McpException error) {
    reply.end(OldErrors.bytes(Optional.empty(), error), error.code().httpStatus());
  }
}
