package dev.waybill.schema;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes values of Java types, null only where an annotation allows it. */
final class RandomValues {
  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  Object value(TypeUse type, int depth) {
    return switch (type.raw()) {
      case Class<?> c when c == boolean.class || c == Boolean.class -> random.nextBoolean();
      case Class<?> c when c == byte.class -> (byte) random.nextInt();
      case Class<?> c when c == short.class -> (short) random.nextInt();
      case Class<?> c when c == int.class || c == Integer.class -> random.nextInt();
      case Class<?> c when c == long.class || c == Long.class -> random.nextLong();
      case Class<?> c when c == float.class -> random.nextFloat() * 1e10f;
      case Class<?> c when c == double.class ->
          random.nextGaussian() * Math.pow(10, random.nextInt(30));
      case Class<?> c when c == char.class -> (char) ('!' + random.nextInt(900));
      case Class<?> c when c == String.class -> text();
      case Class<?> c when c == BigDecimal.class ->
          new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(60) - 30);
      case Class<?> c when c == BigInteger.class -> new BigInteger(200, random).negate();
      case Class<?> c when c == UUID.class -> new UUID(random.nextLong(), random.nextLong());
      case Class<?> c when c == URI.class ->
          URI.create(
              List.of("http://a.example/b?c=d#e", "a/b", "", "urn:x:y", "../z")
                  .get(random.nextInt(5)));
      case Class<?> c when c == byte[].class ->
          text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      case Class<?> c when c == int[].class -> random.ints(random.nextInt(4)).toArray();
      case Class<?> c when c == Object.class ->
          List.of(1, "x", List.of(1, "y"), Map.of("k", 1.5), false).get(random.nextInt(5));
      case Class<?> c when c == OptionalInt.class ->
          random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt());
      case Class<?> c when c == OptionalLong.class ->
          random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
      case Class<?> c when c == OptionalDouble.class ->
          random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble());
      case Class<?> c when c == Optional.class ->
          random.nextBoolean() ? Optional.empty() : Optional.of(value(type.argument(0), depth));
      case Class<?> c when c == List.class || c == Iterable.class -> list(type.argument(0), depth);
      case Class<?> c when c == Set.class -> new LinkedHashSet<>(list(type.argument(0), depth));
      case Class<?> c when c == Map.class -> map(type, depth);
      case Class<?> c when c == Object[].class -> array(type.argument(0), depth);
      case Class<?> c when c.isEnum() ->
          c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
      case Class<?> c when c.isRecord() -> record(type, depth);
      case Class<?> c when c.isSealed() -> {
        List<Class<?>> variants = List.of(c.getPermittedSubclasses());
        Class<?> variant = variants.get(random.nextInt(variants.size()));
        yield value(
            new TypeUse(
                variant,
                variant.getTypeParameters().length == 0 ? List.of() : type.arguments(),
                List.of()),
            depth);
      }
      case Class<?> c -> time(c);
    };
  }

  private @Nullable Object maybeNull(TypeUse type, int depth) {
    return type.nullable() && (depth <= 0 || random.nextInt(3) == 0) ? null : value(type, depth);
  }

  private List<@Nullable Object> list(TypeUse element, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = depth <= 0 ? 0 : random.nextInt(4); i > 0; i--) {
      list.add(maybeNull(element, depth - 1));
    }
    return list;
  }

  private Object array(TypeUse component, int depth) {
    List<@Nullable Object> list = list(component, depth);
    Class<?> raw =
        component.raw() == Object[].class
            ? component.argument(0).raw().arrayType()
            : component.raw();
    return list.toArray((Object[]) java.lang.reflect.Array.newInstance(raw, 0));
  }

  private Map<Object, Object> map(TypeUse type, int depth) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = depth <= 0 ? 0 : random.nextInt(4); i > 0; i--) {
      map.put(value(type.argument(0), depth - 1), value(type.argument(1), depth - 1));
    }
    return map;
  }

  private Object record(TypeUse type, int depth) {
    RecordComponent[] components = type.raw().getRecordComponents();
    Object[] arguments =
        IntStream.range(0, components.length)
            .mapToObj(i ->
                maybeNull(TypeUse.of(components[i].getAnnotatedType(), type.bindings()), depth - 1))
            .toArray();
    try {
      Constructor<?> constructor =
          type.raw()
              .getDeclaredConstructor(
                  IntStream.range(0, components.length)
                      .mapToObj(i -> components[i].getType())
                      .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private Object time(Class<?> type) {
    LocalDate date =
        LocalDate.of(random.nextInt(9999) + 1, random.nextInt(12) + 1, random.nextInt(28) + 1);
    LocalTime time =
        switch (random.nextInt(4)) {
          case 0 -> LocalTime.MIDNIGHT;
          case 1 -> LocalTime.of(random.nextInt(24), random.nextInt(60));
          case 2 -> LocalTime.ofSecondOfDay(random.nextInt(86_400));
          default -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
        };
    ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(72) - 36) * 900);
    return switch (type) {
      case Class<?> c when c == LocalDate.class -> date;
      case Class<?> c when c == LocalTime.class -> time;
      case Class<?> c when c == LocalDateTime.class -> date.atTime(time);
      case Class<?> c when c == Instant.class ->
          date.withYear(1900 + random.nextInt(300)).atTime(time).toInstant(offset);
      case Class<?> c when c == OffsetDateTime.class ->
          OffsetDateTime.of(date.withYear(2000), time, offset);
      case Class<?> c when c == ZonedDateTime.class ->
          ZonedDateTime.of(date.withYear(2000), time, ZoneId.of("Asia/Kathmandu"));
      case Class<?> c when c == OffsetTime.class -> time.atOffset(offset);
      case Class<?> c when c == Duration.class -> Duration.ofNanos(random.nextLong() / 1000);
      case Class<?> c when c == Period.class ->
          Period.of(random.nextInt(5) - 2, random.nextInt(5) - 2, random.nextInt(50) - 20);
      case Class<?> c when c == Year.class -> Year.of(date.getYear());
      case Class<?> c when c == YearMonth.class -> YearMonth.from(date);
      default -> throw new IllegalArgumentException("no random value of " + type);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(8) == 0 ? 0x1F600 + random.nextInt(50) : ' ' + random.nextInt(300));
    }
    return text.toString();
  }
}
