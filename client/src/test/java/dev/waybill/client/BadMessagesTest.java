package dev.waybill.client;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;

/** Servers whose messages break the rules of JSON-RPC or of the protocol. */
@Timeout(120)
class BadMessagesTest extends BadServers {
  static Stream<Arguments> answers() {
    Class<?> violation = McpClientException.ProtocolViolation.class;
    return Stream.of(
        row(
            "another id",
            violation,
            "the id of another request",
            (in, out) -> out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":{}}")),
        row(
            "an id of another type",
            violation,
            "the id of another request",
            (in, out) ->
                out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":\"" + in.id() + "\",\"result\":{}}")),
        row(
            "two answers in a batch",
            violation,
            "not one JSON-RPC message",
            (in, out) ->
                out.json(
                    200,
                    "[{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"result\":{}},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"result\":{}}]")),
        row(
            "two documents",
            violation,
            "not JSON",
            (in, out) ->
                out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + in.id() + ",\"result\":{}} {}")),
        row("not JSON", violation, "not JSON", (in, out) -> out.json(200, "oops")),
        row(
            "neither result nor error",
            violation,
            "no JSON-RPC response",
            (in, out) -> out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + in.id() + "}")),
        row(
            "a result that is no object",
            violation,
            "not an object",
            (in, out) -> out.result(in, "[1]")),
        row(
            "content that is malformed",
            violation,
            "malformed",
            (in, out) -> out.result(in, "{\"content\":[{\"type\":\"image\",\"data\":{}}]}")),
        row(
            "invalid UTF-8",
            violation,
            "not valid UTF-8",
            (in, out) ->
                out.bytes(
                    200,
                    "Content-Type: application/json\r\n",
                    new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'})),
        row(
            "JSON that is too deep",
            violation,
            "not JSON",
            (in, out) -> out.result(in, "[".repeat(5000) + "]".repeat(5000))),
        row(
            "an unknown resultType",
            violation,
            "resultType \"later\"",
            (in, out) -> out.result(in, "{\"resultType\":\"later\"}")),
        row(
            "neither question nor state",
            violation,
            "neither a question nor a state",
            (in, out) -> out.result(in, "{\"resultType\":\"input_required\"}")),
        row(
            "an unknown question",
            violation,
            "malformed or of an unknown kind",
            (in, out) ->
                out.result(
                    in,
                    "{\"resultType\":\"input_required\",\"inputRequests\":"
                        + "{\"a\":{\"method\":\"shell/run\",\"params\":{}}}}")),
        row(
            "a question that was not declared",
            violation,
            "Register onElicit",
            (in, out) ->
                out.result(
                    in,
                    "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":"
                        + "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"m\","
                        + "\"requestedSchema\":{}}}}}")),
        row(
            "an error",
            McpClientException.Refused.class,
            "error -32603: broken",
            (in, out) ->
                out.json(
                    500,
                    "{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"error\":{\"code\":-32603,\"message\":\"broken\"}}")));
  }
}
