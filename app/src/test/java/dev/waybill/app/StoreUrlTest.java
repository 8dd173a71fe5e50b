package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
  @Test
  void a_path_is_a_sqlite_file_with_or_without_its_scheme() {
    for (String text : new String[] {"/var/w.db", "sqlite:/var/w.db", "sqlite:///var/w.db"}) {
      assertThat(StoreUrl.parse(text)).isEqualTo(new StoreUrl.Sqlite(Path.of("/var/w.db")));
    }
    assertThat(StoreUrl.parse("waybill.db")).isEqualTo(new StoreUrl.Sqlite(Path.of("waybill.db")));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:tangerine@db.example/app,postgresql://db.example/app",
    "POSTGRESQL://db.example:5433/app?user=me&password=tangerine,postgresql://db.example:5433/app",
    "postgresql://db.example/app?password=x@tangerine,postgresql://db.example/app",
    "postgres://me:tangerine@one:5432;two:5432/app,postgres://…",
    "redis://:tangerine@cache.example:6380/2,redis://cache.example:6380/2",
    "redis://tangerine@cache.example,redis://cache.example",
    "redis://:tan/gerine@cache.example,redis://…",
    "redis://:tan?gerine@cache.example,redis://…",
    "rediss://:tan@gerine@cache.example,rediss://…",
    "rediss://:tan gerine@cache.example,rediss://…"
  })
  void what_is_shown_of_a_url_holds_no_password(String url, String shown) {
    assertThat(StoreUrl.parse(url)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql://root:tangerine@db/x", "http://db/tangerine", "jdbc:tangerine"})
  void other_schemes_are_refused_with_those_that_are_known(String url) {
    assertThatThrownBy(() -> StoreUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "is no kind of task store", "sqlite:", "postgresql://", "rediss://")
        .hasMessageNotContaining("tangerine");
  }
}
