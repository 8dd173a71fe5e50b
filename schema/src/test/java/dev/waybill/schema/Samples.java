package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** A family of types for property tests. */
final class Samples {
  private Samples() {}

  enum Level {
    LOW,
    @JsonProperty("high!")
    HIGH,
    @Description("neither")
    MIDDLE {
      @Override
      public String toString() {
        return "in between";
      }
    }
  }

  enum Coded {
    X("x-1"),
    Y("y-2");

    @JsonValue final String code;

    Coded(String code) {
      this.code = code;
    }
  }

  record Scalars(
      boolean a,
      Boolean b,
      byte c,
      short d,
      int e,
      long f,
      float g,
      double h,
      char i,
      String j,
      BigDecimal k,
      BigInteger l,
      UUID m,
      URI n,
      byte[] o,
      Object p,
      Level q,
      Coded r,
      DayOfWeek s) {}

  record Times(
      LocalDate a,
      LocalTime b,
      LocalDateTime c,
      Instant d,
      OffsetDateTime e,
      ZonedDateTime f,
      OffsetTime g,
      Duration h,
      Period i,
      Year j,
      YearMonth k) {}

  record Absences(
      Optional<String> a,
      OptionalInt b,
      OptionalLong c,
      OptionalDouble d,
      @Nullable Level e,
      @Nullable Coded f,
      Optional<Level> g,
      List<@Nullable Integer> h,
      @Nullable Place i,
      Optional<Place> j,
      Optional<List<Optional<String>>> k,
      @JsonIgnore int l,
      @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) int m) {}

  record Containers(
      List<String> a,
      Set<Level> b,
      Map<String, List<Place>> c,
      int[] d,
      Place[][] e,
      Map<Level, Integer> f,
      Map<UUID, Optional<String>> g,
      Set<BigDecimal> h,
      Iterable<Long> i,
      Set<Place> j) {}

  record Place(@Header("City") String city, @Nullable String street) {}

  record Page<T>(List<T> items, Optional<T> first, Map<String, T> byName) {}

  record Pages(Page<String> a, Page<Place> b, Page<Page<Level>> c) {}

  record Tree(String label, List<Tree> children, @Nullable Tree mirror) {}

  record Ping(@Nullable Pong pong, int n) {}

  record Pong(List<Ping> pings) {}

  record Empty() {}

  record Getters() {
    public int getTotal() {
      return 1;
    }
  }

  record Wrapped(@JsonValue String text) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Omitting(List<String> a, String b, Optional<String> c, @JsonInclude int d) {}

  @JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
  record Kebab(int firstNumber, @JsonProperty("snake_name") int secondNumber) {}

  sealed interface Plain permits Circle, Square, Named {}

  record Circle(double radius) implements Plain {}

  record Square(double side, Optional<String> name) implements Plain {}

  enum Named implements Plain {
    UNIT
  }

  sealed interface Overlapping permits Point, Pixel {}

  record Point(int x) implements Overlapping {}

  record Pixel(int x, String color) implements Overlapping {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Cat.class, name = "cat"),
    @JsonSubTypes.Type(value = Dog.class, name = "hound")
  })
  sealed interface Pet permits Cat, Dog, Fish, Kennel {}

  record Cat(String name, List<Pet> friends) implements Pet {}

  @JsonTypeName("dog")
  record Dog(String name) implements Pet {}

  record Fish() implements Pet {}

  enum Kennel implements Pet {
    FULL
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
  sealed interface Boxed permits Small, Large {}

  record Small(int a) implements Boxed {}

  record Large(int a) implements Boxed {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
  sealed interface Listed permits First, Second {}

  record First(int a) implements Listed {}

  record Second(int a) implements Listed {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  sealed interface ByClass permits One, Two {}

  record One(int a) implements ByClass {}

  record Two(int a) implements ByClass {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
  sealed interface ByShortClass permits Uno, Due {}

  record Uno(int a) implements ByShortClass {}

  record Due(int a) implements ByShortClass {}

  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      include = JsonTypeInfo.As.EXISTING_PROPERTY,
      property = "id")
  sealed interface SelfNamed permits Me {}

  @JsonTypeName("me")
  record Me(@JsonValue String text) implements SelfNamed {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  sealed interface Deduced permits Left, Right {}

  record Left(int l) implements Deduced {}

  record Right(int r) implements Deduced {}

  sealed interface Result<T> permits Ok, Failed {}

  record Ok<T>(T value) implements Result<T> {}

  record Failed<T>(String why) implements Result<T> {}

  record Unions(
      Plain a,
      List<Plain> b,
      Overlapping c,
      Pet d,
      Cat e,
      Dog f,
      List<Pet> g,
      Boxed h,
      Small i,
      Listed j,
      First k,
      ByClass l,
      ByShortClass m,
      Deduced n,
      Result<Place> o,
      @Nullable Pet p,
      Optional<Plain> q,
      Map<String, Boxed> r) {}
}
