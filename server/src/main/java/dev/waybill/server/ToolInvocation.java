package dev.waybill.server;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Result;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One call of a tool, apart from the request that made it: it can be run again, anywhere. */
public final class ToolInvocation {
  private final Tool tool;
  private final ObjectNode arguments;
  private final Principal principal;
  private final RequestMeta meta;
  private final Notifications notifications;

  ToolInvocation(
      Tool tool,
      ObjectNode arguments,
      Principal principal,
      RequestMeta meta,
      Notifications notifications) {
    this.tool = tool;
    this.arguments = arguments;
    this.principal = principal;
    this.meta = meta;
    this.notifications = notifications;
  }

  public Tool tool() {
    return tool;
  }

  /** As the client sent them. */
  public ObjectNode arguments() {
    return arguments;
  }

  public Principal principal() {
    return principal;
  }

  public RequestMeta meta() {
    return meta;
  }

  /** What one run of a handler came to. */
  public sealed interface Ran {
    record Done(Result result) implements Ran {}

    /** It waits: for answers, or for time when nothing is asked. */
    record Waits(Map<String, InputRequest> requests) implements Ran {}

    /** A protocol error. */
    record Refused(McpException error) implements Ran {}

    /** The handler threw something of its own. */
    record Threw(Throwable failure) implements Ran {}
  }

  /** Runs the handler from its start, on the calling thread. */
  public Ran run(World world, Reporter reporter, Cancellation cancellation) {
    Call call = new Call(principal, meta, world, cancellation, reporter, notifications);
    try {
      return new Ran.Done(ToolCalls.attempt(tool, arguments, call));
    } catch (Suspended suspended) {
      return new Ran.Waits(suspended.requests());
    } catch (McpException e) {
      return new Ran.Refused(e);
    } catch (Throwable e) {
      return new Ran.Threw(e);
    }
  }

  /** The tool error for what a handler threw: logged here, a safe message there. */
  public Result failure(Throwable thrown, Cancellation cancellation) {
    return ToolCalls.failure(tool, thrown, cancellation);
  }
}
