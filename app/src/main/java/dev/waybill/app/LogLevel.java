package dev.waybill.app;

import java.util.Map;

/** How severe a log line is. Loggers spell these in many ways; {@link LevelWords} knows them. */
enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  FATAL;

  private static final LogLevel[] BY_SYSLOG_SEVERITY = {
    FATAL, FATAL, FATAL, ERROR, WARN, INFO, INFO, DEBUG
  };

  /** The level of a syslog severity, 0 (emergency) to 7 (debug). */
  static LogLevel ofSyslogSeverity(int severity) {
    return BY_SYSLOG_SEVERITY[severity & 7];
  }

  /** The level of an HTTP status: 5xx are errors, 4xx warnings. */
  static LogLevel ofStatus(int status) {
    return status >= 500 ? ERROR : status >= 400 ? WARN : INFO;
  }

  /**
   * The level of a number in a JSON log: 10 to 60 as bunyan and pino write, or a syslog severity.
   */
  static LogLevel ofNumber(long number) {
    if (number < 8) {
      return ofSyslogSeverity((int) Math.max(number, 0));
    }
    return number < 20
        ? TRACE
        : number < 30
            ? DEBUG
            : number < 40 ? INFO : number < 50 ? WARN : number < 60 ? ERROR : FATAL;
  }

  boolean isError() {
    return this == ERROR || this == FATAL;
  }

  /** Every spelling known, in upper case and at most eight letters long. */
  static final Map<String, LogLevel> SPELLINGS =
      Map.ofEntries(
          Map.entry("TRACE", TRACE),
          Map.entry("TRC", TRACE),
          Map.entry("VERBOSE", TRACE),
          Map.entry("VRB", TRACE),
          Map.entry("FINEST", TRACE),
          Map.entry("FINER", TRACE),
          Map.entry("DEBUG", DEBUG),
          Map.entry("DBG", DEBUG),
          Map.entry("FINE", DEBUG),
          Map.entry("CONFIG", DEBUG),
          Map.entry("INFO", INFO),
          Map.entry("INF", INFO),
          Map.entry("NOTICE", INFO),
          Map.entry("WARN", WARN),
          Map.entry("WARNING", WARN),
          Map.entry("WRN", WARN),
          Map.entry("ERROR", ERROR),
          Map.entry("ERR", ERROR),
          Map.entry("SEVERE", ERROR),
          Map.entry("FATAL", FATAL),
          Map.entry("FTL", FATAL),
          Map.entry("CRITICAL", FATAL),
          Map.entry("CRIT", FATAL),
          Map.entry("ALERT", FATAL),
          Map.entry("EMERG", FATAL),
          Map.entry("PANIC", FATAL));
}
