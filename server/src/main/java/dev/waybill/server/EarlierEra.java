package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The revisions of the protocol that open with {@code initialize}, served beside the current one
 * (basic/versioning, Backward Compatibility). The room that knows them provides it; no other room
 * names that room.
 *
 * <p>Like an engine it never blocks and answers every request exactly once.
 */
public interface EarlierEra {

  /** Makes the earlier era of a server; found by {@link java.util.ServiceLoader}. */
  interface Provider {
    EarlierEra start(Inside server);
  }

  /**
   * Whether a message over HTTP that carries no modern request metadata is of this era.
   *
   * @param message any JSON at all
   */
  boolean claims(JsonNode message, Incoming incoming);

  /**
   * Takes in a message it claimed.
   *
   * @param message the JSON of the body; null for other verbs than {@code POST}
   */
  Exchange receive(@Nullable JsonNode message, Incoming incoming, Reply reply);

  /**
   * Begins a conversation on a channel that one client shares for everything, such as standard
   * streams.
   *
   * @param out takes one message, and may block
   */
  Line open(Principal principal, Consumer<byte[]> out);

  /** The conversation with one client on one channel. */
  interface Line {
    /** Whether a message without modern request metadata is of this conversation. */
    boolean claims(JsonNode message);

    /**
     * Takes in a message it claimed.
     *
     * @param reply of a request or a batch; {@link Reply#accepted} is called for other messages
     */
    Exchange receive(JsonNode message, Reply reply);

    /** The channel is closed. */
    void close();
  }

  /** The worker is shutting down: streams that wait for news end. */
  void drain();

  /** What a server is to its earlier era. */
  interface Inside {
    Implementation info();

    /** What the server is to clients of the current revision. */
    DiscoverResult discover();

    Eras eras();

    /** Seals what travels through clients. */
    Sealer sealer();

    Backplane backplane();

    InstantSource clock();

    Collection<Extension> extensions();

    /** The tools as they are now. */
    Collection<Tool> tools();

    SessionLimits sessionLimits();

    /** How long a client may take to answer a question. */
    Duration patience();

    /** Counts a request for those who watch which revisions are in use. */
    void count(String revision, String method);

    /** Runs a request on a virtual thread of its own. */
    Exchange run(EarlierCall call);

    /**
     * The answer to a request that is the same for everyone, written once for as long as nothing
     * changes; empty when it is not the same for everyone.
     *
     * @param form names the way it is written
     */
    Optional<byte[]> prepared(ClientRequest request, String form, Supplier<byte[]> writer);

    /** The outcome of a request that runs no user code of its own, at once. */
    Outcome outcome(ClientRequest request, Principal principal);

    /**
     * @throws dev.waybill.protocol.McpException when there is no such resource for the principal
     */
    void demandResource(String uri, Principal principal);

    /**
     * Begins to tell someone of changes.
     *
     * @throws dev.waybill.protocol.McpException 429 when its owner has too many open
     */
    void add(Subscriber subscriber);

    /**
     * Tells a subscriber of changes of a resource from now on. May block: watchers are user code.
     *
     * @throws dev.waybill.protocol.McpException when there is no such resource for the principal
     */
    void watch(Subscriber subscriber, String uri, Principal principal);

    void unwatch(Subscriber subscriber, String uri);

    /** Ends what {@link #add} began, and every watch with it. */
    void remove(Subscriber subscriber);

    /** Runs a short action once, after a delay. */
    void after(Duration delay, Runnable action);
  }

  /**
   * A request to be run.
   *
   * @param world where its journal lives and what its questions do
   * @param reply takes its progress and log messages
   * @param then told what became of it, unless it was cancelled
   */
  record EarlierCall(
      ClientRequest request,
      Principal principal,
      World world,
      Reply reply,
      Consumer<Outcome> then) {}
}
