package dev.waybill.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.waybill.protocol.RequestMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls between the rooms, as ARCHITECTURE.md draws them. */
class WallsTest {
  private static final String ROOT = "dev.waybill.";

  /** Which rooms a room may use. A new room gets a line here. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("schema", Set.of("protocol")),
          Map.entry("server", Set.of("protocol", "schema")),
          Map.entry("http", Set.of("protocol", "schema", "server")),
          Map.entry("tasks", Set.of("protocol", "schema", "server")),
          Map.entry("legacy", Set.of("protocol", "schema", "server", "tasks")),
          Map.entry("jdbc", Set.of("protocol", "schema", "server", "tasks")),
          Map.entry("redis", Set.of("protocol", "schema", "server", "tasks")),
          Map.entry("fetch", Set.of("protocol")),
          Map.entry("discovery", Set.of("protocol", "fetch")),
          Map.entry("client", Set.of("protocol", "schema", "fetch", "discovery")),
          Map.entry("oauth", Set.of("protocol", "schema", "fetch", "discovery", "client")),
          Map.entry(
              "app",
              Set.of(
                  "protocol",
                  "schema",
                  "server",
                  "http",
                  "tasks",
                  "jdbc",
                  "redis",
                  "fetch",
                  "discovery",
                  "client",
                  "oauth")));

  private static final Pattern VERSION = Pattern.compile("\"20\\d\\d-\\d\\d-\\d\\d\"");
  private static final Pattern VAGUE = Pattern.compile(".*(Manager|Helper|Util|Utils|Impl|Base)");

  private static JavaClasses classes;

  @BeforeAll
  static void read_classes() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.waybill");
  }

  @Test
  void a_room_uses_only_the_rooms_below_it() {
    MAY_USE.forEach((room, below) -> {
      List<String> forbidden = new ArrayList<>();
      classes.forEach(type -> {
        String name = room(type);
        if (!name.equals(room) && !below.contains(name)) {
          forbidden.add(ROOT + name + "..");
        }
      });
      if (!room.equals("legacy")) {
        forbidden.add(ROOT + "legacy..");
      }
      noClasses()
          .that()
          .resideInAPackage(ROOT + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(forbidden.toArray(String[]::new))
          .allowEmptyShould(room.equals("legacy"))
          .check(classes);
    });
  }

  @Test
  void every_room_is_known_and_flat() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(type -> packages.add(type.getPackageName()));
    assertThat(packages)
        .as("one package a room; a room is listed in MAY_USE")
        .isSubsetOf(MAY_USE.keySet().stream().map(room -> ROOT + room).toList())
        .contains(ROOT + "protocol", ROOT + "http", ROOT + "app");
  }

  @Test
  void no_room_uses_legacy() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "legacy..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "legacy..")
        .check(classes);
  }

  @Test
  void rooms_do_not_depend_on_each_other_in_a_circle() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void only_http_knows_netty() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(classes);
  }

  @Test
  void only_the_era_asks_for_the_version_of_a_request() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "server.ModernEra")
        .and()
        .resideOutsideOfPackage(ROOT + "protocol")
        .should()
        .callMethod(RequestMeta.class, "protocolVersion")
        .check(classes);
  }

  /** Constants leave no trace in class files, so this one reads the sources. */
  @Test
  void versions_are_named_in_one_place_and_compared_in_another() throws IOException {
    List<String> literals = new ArrayList<>();
    List<String> uses = new ArrayList<>();
    for (String room :
        List.of(
            "protocol",
            "schema",
            "server",
            "http",
            "tasks",
            "tasks-jdbc",
            "tasks-redis",
            "fetch",
            "discovery",
            "client",
            "client-oauth")) {
      for (Path source : Repository.files(room + "/src/main", ".java")) {
        String text = Repository.text(source);
        String name = source.getFileName().toString().replace(".java", "");
        if (VERSION.matcher(text).find()) {
          literals.add(name);
        }
        if (text.contains("ProtocolVersion.CURRENT")) {
          uses.add(name);
        }
      }
    }
    assertThat(literals)
        .as("the version that is spoken, and those before it")
        .containsExactlyInAnyOrder("ProtocolVersion", "LegacyVersion");
    assertThat(uses)
        .as("what a server decodes and accepts, and what a client speaks")
        .containsExactlyInAnyOrder("ModernEra", "Eras", "ModernEra");
  }

  /**
   * Tasks live by their store's clock: that of a worker may be wrong. It may put ids into an order,
   * which nothing relies on.
   */
  @Test
  void no_room_of_tasks_asks_a_worker_what_time_it_is() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "tasks", ROOT + "jdbc", ROOT + "redis")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "tasks.TaskIds")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(classes);
  }

  @Test
  void names_say_what_a_class_is() {
    noClasses()
        .should()
        .haveNameMatching(VAGUE.pattern())
        .because("Manager, Helper, Util, Impl and Base say nothing")
        .check(classes);
  }

  @Test
  void the_public_types_are_the_listed_ones() throws IOException {
    Set<String> found = new TreeSet<>();
    classes.that(ARE_PUBLIC).forEach(type -> found.add(room(type) + " " + type.getSimpleName()));
    try (var list = WallsTest.class.getResourceAsStream("/public-types.txt")) {
      assertThat(list).isNotNull();
      Set<String> listed =
          new TreeSet<>(new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
      if (!classes.containPackage(ROOT + "legacy")) {
        listed.removeIf(type -> type.startsWith("legacy "));
      }
      assertThat(found)
          .as("a type that is meant to be public is listed in app/src/test/resources")
          .containsExactlyElementsOf(listed);
    }
  }

  private static final DescribedPredicate<JavaClass> ARE_PUBLIC =
      new DescribedPredicate<>("are public and not nested") {
        @Override
        public boolean test(JavaClass type) {
          return type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
        }
      };

  private static String room(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
