package dev.waybill.tasks;

import dev.waybill.server.Call;
import dev.waybill.server.Step;
import dev.waybill.server.Tool;
import dev.waybill.server.ToolException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks of the jobs of another system: a CI server, a queue, a workflow engine. It is the
 * handler of a tool; the task holds no thread between two looks at the job, and any worker may take
 * the next one.
 *
 * <pre>{@code
 * Tool build = Tool.named("build").input(Build.class).task(TaskPolicy.always()).handler(jenkins);
 * TaskEngine engine = TaskEngine.builder(store).connector("build", jenkins).build();
 * }</pre>
 *
 * @param <I> the arguments of the tool
 */
public interface TaskConnector<I> extends Tool.Handler<I> {
  /** The journal's key of the step that starts the job. */
  String JOB = "job";

  /**
   * Starts a job.
   *
   * @param step its idempotency key is the same when a start that was cut off is repeated
   * @return names the job to {@link #look} and {@link #cancel}
   */
  String start(I input, Call call, Step step) throws Exception;

  /**
   * How far a job has come. May ask the client through the call; the keys of steps are its own, but
   * {@value #JOB}.
   */
  Progress look(String job, Call call) throws Exception;

  /** Stops a job whose task was cancelled; called once, and possibly for one that has ended. */
  default void cancel(String job) throws Exception {}

  /** How far a job has come. */
  sealed interface Progress {
    /**
     * It goes on.
     *
     * @param again when to look again
     */
    record Running(String message, double done, double total, Duration again) implements Progress {}

    /**
     * It has ended well.
     *
     * @param result as a handler returns it
     */
    record Done(@Nullable Object result) implements Progress {}

    /** It has failed; the message is for the client's model. */
    record Failed(String message) implements Progress {}
  }

  @Override
  default @Nullable Object handle(I input, Call call) throws Exception {
    String job = call.step(JOB, String.class, step -> start(input, call, step));
    // A task's job is cancelled with the task; being interrupted may only mean to move elsewhere.
    call.cancellation()
        .onCancel(() -> {
          if (call.taskId().isEmpty()) {
            ForeignJobs.cancel(this, job, "a request");
          }
        });
    while (true) {
      switch (look(job, call)) {
        case Progress.Running(String message, double done, double total, Duration again) -> {
          call.progress(done, total, message);
          call.pause(again);
        }
        case Progress.Done(Object result) -> {
          return result;
        }
        case Progress.Failed(String message) -> throw new ToolException(message);
      }
    }
  }
}
