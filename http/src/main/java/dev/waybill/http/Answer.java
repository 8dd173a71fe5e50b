package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A complete answer.
 *
 * @param fields header fields beside type and length
 * @param body empty for none
 * @param rest what follows the body, shared with other answers and therefore not copied
 * @param type the media type of the body
 */
record Answer(int status, List<Field> fields, byte[] body, byte[] rest, AsciiString type) {
  static final byte[] NOTHING = {};
  static final AsciiString JSON = AsciiString.cached("application/json");
  private static final List<Field> RETRY = List.of(Field.of(HttpHeaderNames.RETRY_AFTER, "1"));

  Answer(int status, List<Field> fields, byte[] body) {
    this(status, fields, body, NOTHING, JSON);
  }

  Answer(int status, List<Field> fields, byte[] body, byte[] rest) {
    this(status, fields, body, rest, JSON);
  }

  int length() {
    return body.length + rest.length;
  }

  /** Body and rest in one. */
  byte[] whole() {
    if (rest.length == 0) {
      return body;
    }
    byte[] whole = Arrays.copyOf(body, length());
    System.arraycopy(rest, 0, whole, body.length, rest.length);
    return whole;
  }

  /** A refusal of an HTTP request: a JSON-RPC error without an id. */
  static Answer error(int status, McpException error, List<Field> fields) {
    return new Answer(status, fields, JsonRpc.error(Optional.empty(), error));
  }

  static Answer error(ErrorCode code, String message, List<Field> fields) {
    return error(code.httpStatus(), new McpException(code, message), fields);
  }

  static Answer error(ErrorCode code, String message) {
    return error(code, message, List.of());
  }

  /** A refusal for now: the same request may well be taken a little later. */
  static Answer busy(ErrorCode code, String message) {
    return error(code, message, RETRY);
  }

  /** The same with more header fields. */
  Answer with(List<Field> more) {
    return more.isEmpty()
        ? this
        : new Answer(
            status, Stream.concat(fields.stream(), more.stream()).toList(), body, rest, type);
  }

  /** The same, with the time after which to try again if that may help. */
  Answer withRetry() {
    return status == 429 || status == 503 ? with(RETRY) : this;
  }

  static Answer tooLarge(Limits limits) {
    return error(
        ErrorCode.CONTENT_TOO_LARGE,
        "The request body is longer than " + limits.bodyBytes() + " bytes");
  }

  static Answer noRoom() {
    return busy(ErrorCode.UNAVAILABLE, "Too many long requests at a time");
  }

  static Answer crowded() {
    return busy(ErrorCode.TOO_MANY_REQUESTS, "Too many calls on one connection");
  }

  /** A malformed HTTP request. */
  static Answer malformed(int status, String message) {
    return error(status, new McpException(ErrorCode.INVALID_REQUEST, message), List.of());
  }
}
