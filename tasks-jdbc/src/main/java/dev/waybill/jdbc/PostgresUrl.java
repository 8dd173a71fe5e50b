package dev.waybill.jdbc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL server is, as its own tools write it ({@code
 * postgresql://user:password@host:port/database?sslmode=require}) or as JDBC does ({@code
 * jdbc:postgresql://…}).
 */
record PostgresUrl(String hosts, String database, Map<String, String> parameters) {
  private static final String EXPECTED =
      "expected postgresql://user@host:port/database or jdbc:postgresql://host:port/database";

  /** Parameters that the driver calls by other names than PostgreSQL's tools. */
  private static final Map<String, String> NAMES =
      Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

  /** What we want unless the URL says otherwise; times in seconds. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ApplicationName", "waybill",
          "connectTimeout", "5",
          "socketTimeout", "20",
          "tcpKeepAlive", "true",
          "prepareThreshold", "1",
          "logServerErrorDetail", "false");

  static PostgresUrl parse(String url) {
    String rest = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    int start = rest.indexOf("://");
    String scheme = start < 0 ? "" : rest.substring(0, start);
    if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
      throw new IllegalArgumentException("This is no URL of a PostgreSQL server: " + EXPECTED);
    }
    String[] parts = rest.substring(start + 3).split("\\?", 2);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (parts.length > 1 && !parts[1].isEmpty()) {
      for (String parameter : parts[1].split("&")) {
        String[] pair = parameter.split("=", 2);
        String name = NAMES.getOrDefault(pair[0], pair[0]);
        parameters.put(name, pair.length > 1 ? decode(pair[1]) : "");
      }
    }
    String authority = parts[0];
    int slash = authority.indexOf('/');
    String database = slash < 0 ? "" : decode(authority.substring(slash + 1));
    String hosts = slash < 0 ? authority : authority.substring(0, slash);
    int at = hosts.lastIndexOf('@');
    if (at >= 0) {
      String[] user = hosts.substring(0, at).split(":", 2);
      parameters.putIfAbsent("user", decode(user[0]));
      if (user.length > 1) {
        parameters.putIfAbsent("password", decode(user[1]));
      }
      hosts = hosts.substring(at + 1);
    }
    if (hosts.contains(",")) {
      parameters.putIfAbsent("targetServerType", "primary");
    }
    DEFAULTS.forEach(parameters::putIfAbsent);
    return new PostgresUrl(hosts.isEmpty() ? "localhost" : hosts, database, parameters);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  PGSimpleDataSource source() {
    Map<String, String> plain = new LinkedHashMap<>(parameters);
    String user = plain.remove("user");
    String password = plain.remove("password");
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://"
            + hosts
            + "/"
            + encode(database)
            + "?"
            + plain.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&")));
    if (user != null) {
      source.setUser(user);
    }
    if (password != null) {
      source.setPassword(password);
    }
    return source;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "postgresql://" + hosts + "/" + database;
  }
}
