package dev.waybill.jdbc;

import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database, 14 or newer, and the schema in it that tasks live in.
 *
 * <pre>{@code
 * var database = PostgresDatabase.at("postgresql://db.example/app", "waybill", password);
 * TaskStore store = PostgresTaskStore.open(database);
 * Backplane backplane = PostgresBackplane.open(database);
 * }</pre>
 *
 * <p>Everything is in the schema {@code waybill}, with at most 10 connections a store, until said.
 */
public final class PostgresDatabase {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,47}");

  private final DataSource source;
  private final String schema;
  private final int connections;

  private PostgresDatabase(DataSource source, String schema, int connections) {
    this.source = source;
    this.schema = schema;
    this.connections = connections;
  }

  /**
   * A database by its URL.
   *
   * @param url {@code postgresql://user:password@host:port/database?sslmode=verify-full}, or the
   *     same for JDBC; several hosts are separated by commas, and the primary among them is used
   * @throws IllegalArgumentException when it is neither
   */
  public static PostgresDatabase at(String url) {
    return of(PostgresUrl.parse(url).source());
  }

  /** A database by its URL, with the name and the password of a role. */
  public static PostgresDatabase at(String url, String user, String password) {
    PGSimpleDataSource source = PostgresUrl.parse(url).source();
    source.setUser(user);
    source.setPassword(password);
    return of(source);
  }

  /**
   * A database by what makes connections to it.
   *
   * @param source makes new ones, with a socket timeout of its own choice; they are pooled and kept
   *     here, so that it should not be a pool itself
   */
  public static PostgresDatabase of(DataSource source) {
    return new PostgresDatabase(source, "waybill", 10);
  }

  /** In this schema, which is created when it is missing. */
  public PostgresDatabase schema(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A schema is named by up to 48 lower-case letters, digits and _, was '" + name + "'");
    }
    return new PostgresDatabase(source, name, connections);
  }

  /** With at most this many connections a store; a backplane takes two of its own. */
  public PostgresDatabase connections(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("connections must be at least 2, was " + most);
    }
    return new PostgresDatabase(source, schema, most);
  }

  DataSource source() {
    return source;
  }

  String schema() {
    return schema;
  }

  int connections() {
    return connections;
  }
}
