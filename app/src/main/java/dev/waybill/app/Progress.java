package dev.waybill.app;

/** Is told how far a long job is, often, on the thread that does the job. */
@FunctionalInterface
interface Progress {
  /** Nobody listens. */
  Progress NONE = (done, total) -> {};

  /**
   * Some of the work is done.
   *
   * @param done never less than before
   * @param total how much there is in all; 0 when that is not known
   */
  void at(long done, long total);
}
