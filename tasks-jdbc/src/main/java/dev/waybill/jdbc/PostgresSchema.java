package dev.waybill.jdbc;

import dev.waybill.tasks.TaskStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema to the version that this code knows, once, however many workers start together,
 * and looks at what the server promises.
 */
final class PostgresSchema {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);
  private static final int OLDEST_SERVER = 140_000;
  private static final int VERSION = 2;

  private final String name;

  PostgresSchema(String name) {
    this.name = name;
  }

  /**
   * Looks at the server and migrates.
   *
   * @throws TaskStoreException when the server cannot be reached
   * @throws IllegalStateException when it is not fit, or the schema is newer than this code
   */
  void prepare(PostgresPool pool) {
    pool.run(connection -> {
      prepare(connection);
      return true;
    });
  }

  void prepare(Connection connection) throws SQLException {
    inspect(connection);
    warnings(connection).forEach(LOG::warn);
    // A role that may only read and write rows is enough when nothing is to be migrated.
    if (version(connection) != VERSION) {
      PostgresPool.together(connection, this::migrate);
    }
  }

  private static void inspect(Connection connection) throws SQLException {
    int server = number(connection, "SELECT current_setting('server_version_num')::int");
    require(
        server >= OLDEST_SERVER,
        "PostgreSQL 14 or newer is needed; the server is version " + server / 10_000);
    require(
        setting(connection, "server_encoding").equals("UTF8"),
        "The database must be encoded in UTF8; create one with ENCODING 'UTF8' TEMPLATE template0");
    require(
        number(connection, "SELECT pg_is_in_recovery()::int") == 0,
        "The server is a standby and takes no writes; name the primary, or all hosts");
  }

  /** What the server is set to that makes less durable than this store promises. */
  static List<String> warnings(Connection connection) throws SQLException {
    List<String> warnings = new ArrayList<>();
    for (String name : List.of("fsync", "full_page_writes")) {
      if (setting(connection, name).equals("off")) {
        warnings.add(
            "PostgreSQL runs with "
                + name
                + "=off: tasks are lost or damaged when its machine crashes; turn it on");
      }
    }
    // This session has turned it on already; what it was before is its default.
    if (number(
            connection,
            "SELECT count(*)::int FROM pg_settings WHERE name = 'synchronous_commit' AND reset_val"
                + " = 'off'")
        > 0) {
      warnings.add(
          "PostgreSQL is set to synchronous_commit=off, which loses what clients were told of when"
              + " it crashes; this store turns it on for its own sessions");
    }
    return warnings;
  }

  private static void require(boolean fit, String otherwise) {
    if (!fit) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return PostgresQuery.of(connection, "SELECT current_setting(?)")
        .with(name)
        .first(row -> row.getString(1))
        .orElseThrow();
  }

  private static int number(Connection connection, String query) throws SQLException {
    return PostgresQuery.of(connection, query).first(row -> row.getInt(1)).orElseThrow();
  }

  /** The version of the schema, 0 when there is none yet. */
  private int version(Connection connection) throws SQLException {
    // Not by to_regclass, which may answer from before the migration that we waited for.
    boolean there =
        PostgresQuery.of(
                connection,
                "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE n.nspname = ? AND c.relname = 'schema_version'")
            .with(name)
            .first(row -> true)
            .isPresent();
    int version =
        there
            ? number(
                connection,
                "SELECT coalesce(max(version), 0) FROM %s.schema_version".formatted(name))
            : 0;
    require(
        version <= VERSION,
        "The schema '"
            + name
            + "' has version "
            + version
            + ", and this Waybill knows versions up to "
            + VERSION
            + ": start a newer one, or use another schema");
    return version;
  }

  private boolean migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = '10min'");
      statement.execute("SET LOCAL lock_timeout = '2min'");
      // Whatever the session is for: what is made here must not be gone after a crash.
      statement.execute("SET LOCAL synchronous_commit = 'on'");
      statement.execute(
          "SELECT pg_advisory_xact_lock(hashtextextended('waybill schema " + name + "', 0))");
      // Others may have been here while the lock was awaited.
      int from = version(connection);
      if (from == 0) {
        create(connection, statement);
      }
      statement.execute("SET LOCAL search_path = " + name + ", pg_catalog");
      for (int next = from + 1; next <= VERSION; next++) {
        statement.execute(script(next));
        statement.execute("INSERT INTO schema_version (version) VALUES (" + next + ")");
        LOG.info("The schema '{}' was brought to version {}", name, next);
      }
      return true;
    }
  }

  /** Without asking for the right to create schemas when an administrator made this one. */
  private void create(Connection connection, Statement statement) throws SQLException {
    boolean there =
        PostgresQuery.of(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?")
            .with(name)
            .first(row -> true)
            .isPresent();
    if (!there) {
      statement.execute("CREATE SCHEMA " + name);
    }
    statement.execute(
        """
        CREATE TABLE %s.schema_version (
          version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())\
        """
            .formatted(name));
  }

  private static String script(int version) {
    String file = "postgres-" + version + ".sql";
    try (InputStream in = PostgresSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }
}
