package dev.waybill.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One SQL statement with its parameters, run once. */
final class Sql {
  private final Connection connection;
  private final String text;
  private @Nullable Object[] parameters = {};

  private Sql(Connection connection, String text) {
    this.connection = connection;
    this.text = text;
  }

  static Sql of(Connection connection, String text) {
    return new Sql(connection, text);
  }

  Sql with(@Nullable Object... values) {
    this.parameters = values;
    return this;
  }

  /** Reads a row; the result set stands on it. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  int update() throws SQLException {
    try (PreparedStatement statement = prepare()) {
      return statement.executeUpdate();
    }
  }

  <T> Optional<T> first(Reader<T> reader) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  <T> List<T> list(Reader<T> reader) throws SQLException {
    try (PreparedStatement statement = prepare();
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  private PreparedStatement prepare() throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
