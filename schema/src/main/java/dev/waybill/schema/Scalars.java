package dev.waybill.schema;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Types that Jackson 3 writes as one JSON scalar. A {@code format} is given only where every value
 * the type can hold obeys it: {@code LocalTime} has no offset, {@code Duration} may have fractions
 * and signs, so those give an example instead.
 */
final class Scalars {
  private static final Map<Class<?>, Scalar> TABLE = table();

  private record Scalar(String type, String keyword, String value) {
    ObjectNode toSchema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode();
      if (!type.isEmpty()) {
        schema.put("type", type);
      }
      if (keyword.equals("examples")) {
        schema.putArray("examples").add(value);
      } else if (keyword.equals("length")) {
        schema.put("minLength", 1).put("maxLength", 1);
      } else if (!keyword.isEmpty()) {
        schema.put(keyword, value);
      }
      return schema;
    }
  }

  private Scalars() {}

  static Optional<ObjectNode> schema(Class<?> type) {
    Scalar scalar = TABLE.get(type);
    if (scalar == null && isOpenFamily(type)) {
      scalar = new Scalar("string", "", "");
    }
    return Optional.ofNullable(scalar).map(Scalar::toSchema);
  }

  private static boolean isOpenFamily(Class<?> type) {
    return CharSequence.class.isAssignableFrom(type)
        || Path.class.isAssignableFrom(type)
        || ZoneId.class.isAssignableFrom(type)
        || TimeZone.class.isAssignableFrom(type)
        || InetAddress.class.isAssignableFrom(type);
  }

  private static Map<Class<?>, Scalar> table() {
    Map<Class<?>, Scalar> table = new HashMap<>(128);
    put(table, "", "", "", Object.class, Serializable.class, JsonNode.class);
    put(table, "object", "", "", ObjectNode.class);
    put(table, "array", "", "", ArrayNode.class);
    put(table, "boolean", "", "", boolean.class, Boolean.class, AtomicBoolean.class);
    put(
        table,
        "integer",
        "",
        "",
        byte.class,
        Byte.class,
        short.class,
        Short.class,
        int.class,
        Integer.class);
    put(
        table,
        "integer",
        "",
        "",
        long.class,
        Long.class,
        BigInteger.class,
        Year.class,
        OptionalInt.class);
    put(table, "integer", "", "", OptionalLong.class, AtomicInteger.class, AtomicLong.class);
    put(
        table,
        "number",
        "",
        "",
        float.class,
        Float.class,
        double.class,
        Double.class,
        BigDecimal.class);
    put(table, "number", "", "", Number.class, OptionalDouble.class);
    put(
        table,
        "string",
        "",
        "",
        String.class,
        char[].class,
        Locale.class,
        Currency.class,
        Class.class);
    put(table, "string", "", "", File.class, Pattern.class, ZoneOffset.class);
    put(table, "string", "length", "", char.class, Character.class);
    put(table, "string", "contentEncoding", "base64", byte[].class, ByteBuffer.class);
    put(table, "string", "format", "uuid", UUID.class);
    put(table, "string", "format", "uri-reference", URI.class);
    put(table, "string", "format", "uri", URL.class);
    put(table, "string", "format", "date", LocalDate.class);
    put(
        table,
        "string",
        "format",
        "date-time",
        Instant.class,
        OffsetDateTime.class,
        ZonedDateTime.class);
    put(table, "string", "format", "date-time", Date.class, Calendar.class);
    put(table, "string", "examples", "2026-07-28T09:30:00", LocalDateTime.class);
    put(table, "string", "examples", "09:30:00", LocalTime.class);
    put(table, "string", "examples", "09:30:00+02:00", OffsetTime.class);
    put(table, "string", "examples", "PT1H30M", Duration.class);
    put(table, "string", "examples", "P1Y2M3D", Period.class);
    put(table, "string", "examples", "2026-07", YearMonth.class);
    put(table, "string", "examples", "--07-28", MonthDay.class);
    return Map.copyOf(table);
  }

  private static void put(
      Map<Class<?>, Scalar> table, String type, String keyword, String value, Class<?>... classes) {
    for (Class<?> c : classes) {
      table.put(c, new Scalar(type, keyword, value));
    }
  }
}
