package dev.waybill.redis;

import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request on its way, and its answer. */
final class Pending {
  private final RedisLink link;
  private final Request request;
  private final long deadline;
  private AsyncCommand<byte[], byte[], List<Object>> command;

  Pending(RedisLink link, Request request, long deadline) {
    this.link = link;
    this.request = request;
    this.deadline = deadline;
    this.command = command(request.type(), request.encode());
  }

  private static AsyncCommand<byte[], byte[], List<Object>> command(
      CommandType type, CommandArgs<byte[], byte[]> arguments) {
    return new AsyncCommand<>(
        new Command<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments));
  }

  AsyncCommand<byte[], byte[], List<Object>> command() {
    return command;
  }

  /**
   * The answer: numbers, bytes, and lists of them.
   *
   * @throws TaskStoreException when there is none in time
   */
  List<Object> answer() {
    try {
      return result();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RedisNoScriptException)) {
        throw failed(e);
      }
    }
    // A server that was restarted forgot the script, and did nothing.
    command = command(CommandType.EVAL, request.encodeWithText());
    link.dispatch(List.of(command));
    try {
      return result();
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * Waits without giving way to interrupts: the time is bounded, and a caller that leaves would not
   * know what it did. The interrupt is there again when this returns.
   */
  private List<Object> result() throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return command.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException | CancellationException e) {
          command.cancel(true);
          link.suspect();
          throw new TaskStoreException("Redis did not answer in time", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TaskStoreException failed(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof RedisCommandExecutionException) {
      String said = String.valueOf(cause.getMessage());
      if (said.startsWith("READONLY")) {
        link.suspect();
      }
      // Servers repeat the arguments of a command that they do not know.
      int arguments = said.indexOf("with args");
      String text = arguments < 0 ? said : said.substring(0, arguments);
      return new TaskStoreException("Redis refused", new RedisCommandExecutionException(text));
    }
    return new TaskStoreException("Redis could not be reached", cause);
  }
}
