package dev.waybill.app;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as people write them: {@code 45s}, {@code 90m}, {@code 12h}, {@code 7d}. */
final class Age implements ITypeConverter<Duration> {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  @Override
  public Duration convert(String text) {
    Matcher amount = AMOUNT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (amount.matches()) {
      long number = Long.parseLong(amount.group(1));
      return switch (amount.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
    try {
      Duration duration = Duration.parse(text.strip());
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw new TypeConversionException(
        "'" + Printable.of(text) + "' is no length of time; give 45s, 90m, 12h or 7d");
  }

  /** In the two largest units: {@code 4m 10s}. */
  static String text(Duration age) {
    if (age.toDays() > 0) {
      return pair(age.toDays(), "d", age.toHoursPart(), "h");
    }
    if (age.toHours() > 0) {
      return pair(age.toHours(), "h", age.toMinutesPart(), "m");
    }
    if (age.toMinutes() > 0) {
      return pair(age.toMinutes(), "m", age.toSecondsPart(), "s");
    }
    return Math.max(age.toSeconds(), 0) + "s";
  }

  private static String pair(long large, String largeUnit, int small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
  }
}
