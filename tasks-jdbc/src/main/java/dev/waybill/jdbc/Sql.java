package dev.waybill.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One use of a prepared statement, which stays open for the next. */
final class Sql {
  private final PreparedStatement statement;

  Sql(PreparedStatement statement) {
    this.statement = statement;
  }

  Sql with(@Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return this;
  }

  /** Reads a row; the result set stands on it. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  int update() throws SQLException {
    return statement.executeUpdate();
  }

  <T> Optional<T> first(Reader<T> reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  <T> List<T> list(Reader<T> reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }
}
