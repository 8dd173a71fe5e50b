package dev.waybill.server;

import dev.waybill.protocol.LoggingLevel;
import org.jspecify.annotations.Nullable;

/** Where a call's progress and log messages go: to its request's stream, or to a task's status. */
public interface Reporter {
  /** Nobody listens. */
  Reporter NONE =
      new Reporter() {
        @Override
        public void progress(double progress, @Nullable Double total, @Nullable String message) {}

        @Override
        public void log(LoggingLevel level, @Nullable String logger, Object data) {}
      };

  void progress(double progress, @Nullable Double total, @Nullable String message);

  void log(LoggingLevel level, @Nullable String logger, Object data);
}
