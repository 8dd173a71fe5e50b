package dev.waybill.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request on a shared channel, waiting for its answer. What is heard is told on its thread. */
final class Pending {
  private sealed interface Heard {}

  private record Message(ObjectNode message) implements Heard {}

  private record Broken(Function<Where, McpClientException> failure) implements Heard {}

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  void message(ObjectNode message) {
    heard.add(new Message(message));
  }

  void broke(Function<Where, McpClientException> failure) {
    heard.add(new Broken(failure));
  }

  ObjectNode await(Listener listener, Patience patience, Where where) throws InterruptedException {
    while (true) {
      @Nullable Heard next = heard.poll(Math.max(0, patience.left()), TimeUnit.NANOSECONDS);
      if (next == null) {
        if (patience.left() > 0) {
          continue;
        }
        throw patience.expired(where);
      }
      switch (next) {
        case Broken(Function<Where, McpClientException> failure) -> throw failure.apply(where);
        case Message(ObjectNode message) when !message.has("method") -> {
          if (!Answers.isResponse(message)) {
            throw where.violation("it answers with a message that is no JSON-RPC response");
          }
          return message;
        }
        case Message(ObjectNode message) -> {
          patience.heard();
          listener.hear(message);
        }
      }
    }
  }
}
