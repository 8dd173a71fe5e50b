package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresUrlTest {
  @Test
  void the_url_of_the_servers_own_tools_is_understood() {
    PGSimpleDataSource source =
        PostgresUrl.parse(
                "postgresql://us%40er:p%2Fa+ss@db.example:5433/my%20app?sslmode=verify-full&application_name=mine")
            .source();

    assertThat(source.getServerNames()).containsExactly("db.example");
    assertThat(source.getPortNumbers()).containsExactly(5433);
    assertThat(source.getDatabaseName()).isEqualTo("my app");
    assertThat(source.getUser()).isEqualTo("us@er");
    assertThat(source.getPassword()).isEqualTo("p/a+ss");
    assertThat(source.getSslmode()).isEqualTo("verify-full");
    assertThat(source.getApplicationName()).isEqualTo("mine");
  }

  @Test
  void the_url_of_jdbc_is_understood() {
    PGSimpleDataSource source =
        PostgresUrl.parse(
                "jdbc:postgresql://db.example/app?user=me&password=secret&socketTimeout=3")
            .source();

    assertThat(source.getUser()).isEqualTo("me");
    assertThat(source.getPassword()).isEqualTo("secret");
    assertThat(source.getDatabaseName()).isEqualTo("app");
    assertThat(source.getSocketTimeout()).isEqualTo(3);
  }

  @Test
  void a_server_that_does_not_answer_is_given_up_until_the_url_says_otherwise() {
    PGSimpleDataSource source = PostgresUrl.parse("postgres://db.example/app").source();

    assertThat(source.getConnectTimeout()).isEqualTo(5);
    assertThat(source.getSocketTimeout()).isEqualTo(20);
    assertThat(source.getTcpKeepAlive()).isTrue();
  }

  @Test
  void of_several_hosts_the_primary_is_used() {
    PGSimpleDataSource source = PostgresUrl.parse("postgresql://a:1,b:2/app").source();

    assertThat(source.getServerNames()).containsExactly("a", "b");
    assertThat(source.getTargetServerType()).isEqualTo("primary");
  }

  @Test
  void a_password_is_not_shown() {
    assertThat(PostgresUrl.parse("postgresql://me:secret@db.example/app"))
        .hasToString("postgresql://db.example/app");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db.example", "mysql://db.example/app", "jdbc:sqlite:file", "://"})
  void other_urls_are_refused_without_repeating_them(String url) {
    assertThatThrownBy(() -> PostgresUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected postgresql://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Tasks", "a-b", "a\"b", "1st"})
  void a_schema_has_a_plain_name(String name) {
    PostgresDatabase database = PostgresDatabase.at("postgresql://db.example/app");

    assertThatThrownBy(() -> database.schema(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower-case");
  }
}
