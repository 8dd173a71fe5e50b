package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Reads a timestamp at the start of some bytes: ISO-8601 with or without zone (also with a space,
 * slashes or a comma, as logback, log4j and nginx write), syslog ({@code Jan 2 03:04:05}), Apache
 * and nginx access logs ({@code 02/Jan/2026:03:04:05 +0100}), Apache error logs ({@code Fri Jan 02
 * 03:04:05.678 2026}), klog ({@code 0102 03:04:05.678}), seconds or milliseconds since 1970, and a
 * mere time of day. Times without a zone are taken as UTC; syslog and klog times without a year as
 * lying in the year before {@code now}.
 */
final class TimeReader {
  /** What {@link #millis} is when the line tells no date. */
  static final long NO_DATE = Long.MIN_VALUE;

  private static final byte[] MONTHS =
      "janfebmaraprmayjunjulaugsepoctnovdec".getBytes(StandardCharsets.US_ASCII);
  private static final long DAY = 86_400_000;

  private final Instant now;
  private final ByteCursor in = new ByteCursor();
  private long cachedDay = -1;
  private long cachedDayMillis;

  private long millis = NO_DATE;
  private boolean zoned;

  TimeReader(Instant now) {
    this.now = now;
  }

  /** Milliseconds since 1970, or {@link #NO_DATE} after a time of day. */
  long millis() {
    return millis;
  }

  /** Whether the time named its zone. */
  boolean zoned() {
    return zoned;
  }

  /** Where the timestamp ended. */
  int next() {
    return in.position();
  }

  /** Reads at {@code from}; false if there is no timestamp there. */
  boolean read(byte[] line, int from, int to) {
    in.reset(line, from, to);
    zoned = false;
    millis = NO_DATE;
    if (to - from < 8) {
      return false;
    }
    byte first = line[from];
    if (!Bytes.isDigit(first)) {
      return letters();
    }
    if (in.at(4) == '-' || in.at(4) == '/') {
      return iso((byte) in.at(4));
    }
    if (in.at(2) == '/') {
      return clf();
    }
    if (in.at(2) == ':') {
      return timeOfDay() >= 0;
    }
    return epoch();
  }

  /** Reads {@code MMdd HH:mm:ss.ffffff} at {@code from}, as klog and glog write. */
  boolean readMonthDay(byte[] line, int from, int to) {
    in.reset(line, from, to);
    zoned = false;
    int month = (int) in.number(2);
    int day = (int) in.number(2);
    return in.take((byte) ' ') && withGuessedYear(month, day, timeOfDay());
  }

  /** Makes milliseconds of a number since 1970 whose unit its size tells. */
  static long epochMillis(double number) {
    double magnitude = Math.abs(number);
    return (long)
        (magnitude < 1e11
            ? number * 1e3
            : magnitude < 1e14 ? number : magnitude < 1e17 ? number / 1e3 : number / 1e6);
  }

  private boolean iso(byte separator) {
    int year = (int) in.number(4);
    if (year < 0 || !in.take(separator)) {
      return false;
    }
    int month = (int) in.number(2);
    if (!in.take(separator)) {
      return false;
    }
    int day = (int) in.number(2);
    if (in.at(0) != 'T' && in.at(0) != ' ' && in.at(0) != 't' && in.at(0) != '_') {
      return false;
    }
    in.skip(1);
    return complete(year, month, day, timeOfDay()) && zone();
  }

  private boolean clf() {
    int day = (int) in.number(2);
    if (!in.take((byte) '/')) {
      return false;
    }
    int month = month();
    if (!in.take((byte) '/')) {
      return false;
    }
    int year = (int) in.number(4);
    return in.take((byte) ':') && complete(year, month, day, timeOfDay()) && zone();
  }

  private boolean letters() {
    if (in.at(3) != ' ') {
      return false;
    }
    int month = month();
    if (month < 0) {
      in.skip(4); // perhaps the day of the week
      month = month();
      if (month < 0 || in.at(0) != ' ') {
        return false;
      }
    }
    in.skip(1);
    in.take((byte) ' '); // a day below ten is padded
    int day = (int) in.number(in.at(1) == ' ' ? 1 : 2);
    if (!in.take((byte) ' ')) {
      return false;
    }
    long time = timeOfDay();
    int start = in.position();
    if (in.take((byte) ' ')) {
      int year = (int) in.number(4);
      if (year > 1900 && !Bytes.isDigit((byte) in.at(0))) {
        return complete(year, month, day, time);
      }
    }
    in.seek(start);
    return withGuessedYear(month, day, time);
  }

  private boolean epoch() {
    int digits = 0;
    while (digits < 14 && Bytes.isDigit((byte) in.at(digits))) {
      digits++;
    }
    if (digits != 10 && digits != 13) {
      return false;
    }
    long value = in.number(digits);
    if (value < 1_000_000_000L) {
      return false;
    }
    long fraction = digits == 10 ? in.fraction() : 0;
    int after = in.at(0);
    if (after >= 0 && after != ' ' && after != '\t' && after != ']' && after != ':') {
      return false;
    }
    millis = digits == 10 ? value * 1000 + fraction : value;
    zoned = true;
    return true;
  }

  private boolean withGuessedYear(int month, int day, long time) {
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    if (!complete(year, month, day, time)) {
      // 29 February lies in another year than this one.
      return complete(year - 1, month, day, time);
    }
    if (millis > now.toEpochMilli() + DAY) {
      return complete(year - 1, month, day, time);
    }
    return true;
  }

  private boolean complete(int year, int month, int day, long time) {
    if (time < 0 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    long key = ((long) year << 16) | ((long) month << 8) | day;
    if (key != cachedDay) {
      if (day > LocalDate.of(year, month, 1).lengthOfMonth()) {
        return false;
      }
      cachedDayMillis = LocalDate.of(year, month, day).toEpochDay() * DAY;
      cachedDay = key;
    }
    millis = cachedDayMillis + time;
    return true;
  }

  /** HH:mm:ss with an optional fraction as milliseconds, or -1. */
  private long timeOfDay() {
    if (in.at(7) < 0 || in.at(2) != ':' || in.at(5) != ':') {
      return -1;
    }
    int hour = (int) in.number(2);
    in.skip(1);
    int minute = (int) in.number(2);
    in.skip(1);
    int second = (int) in.number(2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return -1;
    }
    return ((hour * 60L + minute) * 60 + second) * 1000 + in.fraction();
  }

  private boolean zone() {
    int start = in.position();
    if (in.at(0) == 'Z') {
      in.skip(1);
      zoned = true;
      return true;
    }
    if (in.at(0) == ' ') {
      in.skip(1);
      if ((in.at(0) == 'U' && in.at(1) == 'T' && in.at(2) == 'C')
          || (in.at(0) == 'G' && in.at(1) == 'M' && in.at(2) == 'T')) {
        in.skip(3);
        zoned = true;
        return true;
      }
    }
    int sign = in.at(0) == '+' ? 1 : in.at(0) == '-' ? -1 : 0;
    if (sign != 0) {
      in.skip(1);
      int hours = (int) in.number(2);
      if (in.at(0) == ':') {
        in.skip(1);
      }
      int minutes = (int) in.number(2);
      if (hours >= 0 && hours <= 18 && minutes >= 0 && minutes < 60) {
        millis -= sign * (hours * 60L + minutes) * 60_000;
        zoned = true;
        return true;
      }
    }
    in.seek(start);
    return true;
  }

  private int month() {
    for (int m = 0; m < 12; m++) {
      if ((in.at(0) | 0x20) == MONTHS[m * 3]
          && (in.at(1) | 0x20) == MONTHS[m * 3 + 1]
          && (in.at(2) | 0x20) == MONTHS[m * 3 + 2]) {
        in.skip(3);
        return m + 1;
      }
    }
    return -1;
  }
}
