package dev.waybill.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Creates and migrates the tables of a file, by the numbered scripts beside this class.
 *
 * @param scripts what their names begin with
 * @param latest the number of the last one
 * @param mark in the head of the file, so that no file is taken for one of another kind
 */
record SqliteSchema(String scripts, int latest, int mark) {
  static final SqliteSchema TASKS = new SqliteSchema("sqlite", 1, 0);
  static final SqliteSchema BACKPLANE = new SqliteSchema("sqlite-backplane", 1, 0x57_42_42_50);

  /** In one transaction, which other processes wait for, so that the file is migrated once. */
  void migrate(Connection connection) throws SQLException {
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

  private void migrate(Statement statement) throws SQLException {
    int version = pragma(statement, "user_version");
    boolean other =
        version == 0 ? hasTables(statement) : pragma(statement, "application_id") != mark;
    if (other) {
      throw new SQLException("It is a database of another program; name a file of its own");
    }
    if (version > latest) {
      throw new SQLException(
          "It has version "
              + version
              + " and was written by a newer Waybill; this one knows versions up to "
              + latest);
    }
    for (int next = version + 1; next <= latest; next++) {
      for (String command : script(next).split(";\\s*\\n", -1)) {
        if (!command.isBlank()) {
          statement.executeUpdate(command);
        }
      }
      statement.executeUpdate("PRAGMA application_id = " + mark);
      statement.executeUpdate("PRAGMA user_version = " + next);
    }
  }

  private static boolean hasTables(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM sqlite_schema)")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static int pragma(Statement statement, String name) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private String script(int version) {
    String name = scripts + "-" + version + ".sql";
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
