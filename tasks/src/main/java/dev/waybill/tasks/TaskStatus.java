package dev.waybill.tasks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a task as clients see it (tasks extension, Task Status). */
public enum TaskStatus {
  WORKING,
  INPUT_REQUIRED,
  COMPLETED,
  FAILED,
  CANCELLED;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing changes any more. */
  public boolean isTerminal() {
    return switch (this) {
      case WORKING, INPUT_REQUIRED -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
