package dev.waybill.tasks;

import dev.waybill.server.Backplane;

/**
 * How a worker process of the crash tests reaches its tasks; has a constructor without parameters.
 */
public interface CrashStores {
  /**
   * @param location as the test gave it to the process
   */
  TaskStore store(String location) throws Exception;

  /** By which the worker hears of the others; one that hears nothing will do. */
  default Backplane backplane(String location) throws Exception {
    return Backplane.local();
  }
}
