package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.MetaKeys;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class EndpointBadMetaTest extends EndpointProof {
  private static final String VERSION = "2026-07-28";
  private static final EndpointMessage GOOD = EndpointMessage.call("echo", "{\"text\":\"x\"}");

  static Stream<Case> unknown_methods() {
    Stream<String> removed =
        Stream.of(
            "initialize",
            "ping",
            "logging/setLevel",
            "resources/subscribe",
            "resources/unsubscribe",
            "tasks/list",
            "tasks/result");
    Stream<String> never =
        Stream.of(
            "tools/frobnicate", "tools/Call", "TOOLS/LIST", "tools//list", "", "rpc.discover");
    return Stream.concat(removed, never)
        .flatMap(method ->
            Stream.of(
                unknown(
                    "'" + method + "' of this revision", method, EndpointMessage.of(method, "{}")),
                unknown("'" + method + "' without _meta", method, legacy(method))));
  }

  private static Case unknown(String name, String method, EndpointMessage message) {
    return new Case(name, message, 404, -32601, Id.NAMED, "'" + method + "'", VERSION);
  }

  /** As clients of earlier revisions send it: no header of this revision and no _meta. */
  private static EndpointMessage legacy(String method) {
    return EndpointMessage.of(method, "{}")
        .without(Headers.PROTOCOL_VERSION)
        .without(Headers.METHOD)
        .body(
            """
            {"jsonrpc":"2.0","id":1,"method":"%s","params":{"protocolVersion":"2025-11-25",
             "capabilities":{},"clientInfo":{"name":"old","version":"1"}}}
            """
                .formatted(method));
  }

  @ParameterizedTest
  @MethodSource
  void unknown_methods(Case c) throws IOException {
    refused(c);
  }

  static Stream<Case> bad_meta() {
    return Stream.of(
        invalid("no params", GOOD.json(message -> message.remove("params")), "_meta"),
        invalid("no _meta", GOOD.params(params -> params.remove("_meta")), "_meta"),
        invalid("_meta null", GOOD.params(params -> params.putNull("_meta")), "_meta"),
        invalid("_meta a string", GOOD.params(params -> params.put("_meta", "x")), "_meta"),
        invalid("_meta an array", GOOD.params(params -> params.putArray("_meta")), "_meta"),
        invalid("_meta empty", GOOD.params(params -> params.putObject("_meta")), "_meta"),
        meta("no version", meta -> meta.remove(MetaKeys.PROTOCOL_VERSION), "protocolVersion"),
        meta("version a number", meta -> meta.put(MetaKeys.PROTOCOL_VERSION, 20260728), "string"),
        meta("version null", meta -> meta.putNull(MetaKeys.PROTOCOL_VERSION), "string"),
        meta("version an array", meta -> meta.putArray(MetaKeys.PROTOCOL_VERSION), "string"),
        meta("no capabilities", m -> m.remove(MetaKeys.CLIENT_CAPABILITIES), "clientCapabilities"),
        meta("capabilities null", m -> m.putNull(MetaKeys.CLIENT_CAPABILITIES), "an object"),
        meta("capabilities an array", m -> m.putArray(MetaKeys.CLIENT_CAPABILITIES), "an object"),
        meta("capabilities true", m -> m.put(MetaKeys.CLIENT_CAPABILITIES, true), "an object"),
        meta("capabilities a string", m -> m.put(MetaKeys.CLIENT_CAPABILITIES, "x"), "an object"),
        capability("elicitation"),
        capability("sampling"),
        capability("roots"),
        capability("extensions"),
        meta("client info a string", meta -> meta.put(MetaKeys.CLIENT_INFO, "x"), "clientInfo"),
        meta("client info empty", meta -> meta.putObject(MetaKeys.CLIENT_INFO), "clientInfo"),
        meta("an unknown log level", meta -> meta.put(MetaKeys.LOG_LEVEL, "loud"), "logLevel"),
        meta("log level a number", meta -> meta.put(MetaKeys.LOG_LEVEL, 3), "logLevel"),
        meta("token an object", m -> m.putObject(MetaKeys.PROGRESS_TOKEN), "progressToken"),
        meta("token fractional", m -> m.put(MetaKeys.PROGRESS_TOKEN, 1.5), "progressToken"));
  }

  private static Case capability(String name) {
    return meta(
        name + " true",
        meta -> ((ObjectNode) meta.get(MetaKeys.CLIENT_CAPABILITIES)).put(name, true),
        "clientCapabilities",
        name);
  }

  private static Case meta(
      String name, java.util.function.Consumer<ObjectNode> change, String... words) {
    return invalid(name, GOOD.meta(change), words);
  }

  private static Case invalid(String name, EndpointMessage message, String... words) {
    return new Case(name, message, 400, -32602, Id.NAMED, words);
  }

  @ParameterizedTest
  @MethodSource
  void bad_meta(Case c) throws IOException {
    refused(c);
  }

  static Stream<Case> unsupported_versions() {
    return Stream.of("2025-11-25", "2024-11-05", "2099-01-01", "2026-07-28x", "draft", "1")
        .flatMap(version ->
            Stream.of(
                unsupported(version + " in both", version, versions(GOOD, version, version)),
                unsupported(
                    version + " in the header only", version, versions(GOOD, version, VERSION)),
                unsupported(
                    version + " in the header, another in the body",
                    version,
                    versions(GOOD, version, "2024-10-07")),
                unsupported(
                    version + " with a method of its own",
                    version,
                    versions(EndpointMessage.of("tools/later", "{}"), version, version))));
  }

  private static EndpointMessage versions(EndpointMessage message, String header, String body) {
    return message
        .header(Headers.PROTOCOL_VERSION, header)
        .meta(meta -> meta.put(MetaKeys.PROTOCOL_VERSION, body));
  }

  private static Case unsupported(String name, String version, EndpointMessage message) {
    return new Case(
        name,
        message,
        400,
        -32022,
        Id.NAMED,
        error -> {
          assertThat(error.at("/data/requested").stringValue()).isEqualTo(version);
          assertThat(error.at("/data/supported").valueStream().map(v -> v.stringValue()))
              .isEqualTo(List.of(VERSION));
          assertThat(error.path("message").stringValue()).contains(version, VERSION);
        });
  }

  @ParameterizedTest
  @MethodSource
  void unsupported_versions(Case c) throws IOException {
    refused(c);
  }
}
