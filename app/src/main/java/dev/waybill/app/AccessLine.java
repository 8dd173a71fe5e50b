package dev.waybill.app;

/**
 * A line of an nginx or Apache access log, in common or combined format: {@code 10.0.0.1 - -
 * [02/Jan/2026:03:04:05 +0000] "GET /a HTTP/1.1" 200 123 …}. Its pattern is method, path and
 * status; in the path the segments that are no plain words are masked and the query is left out.
 */
final class AccessLine {
  private static final int HEAD = 256;

  private final TimeReader times;
  private int requestStart;
  private int requestEnd;
  private int statusStart;
  private int status;

  AccessLine(TimeReader times) {
    this.times = times;
  }

  int status() {
    return status;
  }

  /** Reads the line at {@code [from, to)}; false if it is of another kind. */
  boolean read(byte[] line, int from, int to) {
    int bracket = Bytes.find((byte) '[', line, from, Math.min(to, from + HEAD));
    if (!times.read(line, bracket + 1, to)) {
      return false;
    }
    int p = times.next();
    if (p + 2 >= to || line[p] != ']' || line[p + 1] != ' ' || line[p + 2] != '"') {
      return false;
    }
    requestStart = p + 3;
    requestEnd = Bytes.find((byte) '"', line, requestStart, to);
    statusStart = requestEnd + 2;
    if (statusStart + 3 > to || line[requestEnd + 1] != ' ') {
      return false;
    }
    status = 0;
    for (int i = statusStart; i < statusStart + 3; i++) {
      if (!Bytes.isDigit(line[i])) {
        return false;
      }
      status = status * 10 + (line[i] - '0');
    }
    return true;
  }

  /** Writes the pattern of the line last read. */
  void describe(byte[] line, MessageMask mask) {
    int methodEnd = Bytes.find((byte) ' ', line, requestStart, requestEnd);
    int pathEnd = Bytes.find((byte) ' ', line, Math.min(methodEnd + 1, requestEnd), requestEnd);
    mask.addLiteral(line, requestStart, methodEnd);
    int p = methodEnd;
    int query = Bytes.find((byte) '?', line, p, pathEnd);
    while (p < query) {
      mask.addLiteral(line, p, p + 1);
      int start = p + 1;
      p = Bytes.find((byte) '/', line, start, query);
      mask.add(line, start, p);
    }
    mask.addLiteral(line, statusStart - 1, statusStart + 3);
  }
}
