package dev.waybill.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement with its parameters, prepared where the driver has not done so, and run once. */
final class PostgresQuery {
  private final Connection connection;
  private final String text;
  private @Nullable Object[] parameters = {};

  private PostgresQuery(Connection connection, String text) {
    this.connection = connection;
    this.text = text;
  }

  static PostgresQuery of(Connection connection, String text) {
    return new PostgresQuery(connection, text);
  }

  PostgresQuery with(@Nullable Object... values) {
    this.parameters = values;
    return this;
  }

  int update() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      return new Sql(statement).with(parameters).update();
    }
  }

  <T> Optional<T> first(Sql.Reader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      return new Sql(statement).with(parameters).first(reader);
    }
  }

  <T> List<T> list(Sql.Reader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      return new Sql(statement).with(parameters).list(reader);
    }
  }
}
