package dev.waybill.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates and migrates the tables, by the numbered scripts beside this class. */
final class SqliteSchema {
  private static final int VERSION = 1;

  private SqliteSchema() {}

  /** In one transaction, which other processes wait for, so that the file is migrated once. */
  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        migrate(statement);
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  private static void migrate(Statement statement) throws SQLException {
    int version = version(statement);
    if (version > VERSION) {
      throw new SQLException(
          "It has version "
              + version
              + " and was written by a newer Waybill; this one knows versions up to "
              + VERSION);
    }
    if (version == 0 && hasTables(statement)) {
      throw new SQLException(
          "It is a database of another program; name a file of its own for tasks");
    }
    for (int next = version + 1; next <= VERSION; next++) {
      for (String command : script(next).split(";\\s*\\n", -1)) {
        if (!command.isBlank()) {
          statement.executeUpdate(command);
        }
      }
      statement.executeUpdate("PRAGMA user_version = " + next);
    }
  }

  private static boolean hasTables(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM sqlite_schema)")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static String script(int version) {
    String name = "sqlite-" + version + ".sql";
    try (InputStream in = SqliteSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
