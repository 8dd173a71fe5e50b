package dev.waybill.protocol;

/**
 * Error codes and the HTTP status each travels with (basic/index, Error Codes; Streamable HTTP,
 * Server Validation).
 *
 * <p>Codes that MCP does not define for a condition of HTTP infrastructure are the positive HTTP
 * status itself, outside the range that JSON-RPC reserves.
 */
public enum ErrorCode {
  PARSE_ERROR(-32700, 400),
  INVALID_REQUEST(-32600, 400),
  METHOD_NOT_FOUND(-32601, 404),
  INVALID_PARAMS(-32602, 400),
  INTERNAL_ERROR(-32603, 500),
  HEADER_MISMATCH(-32020, 400),
  MISSING_REQUIRED_CLIENT_CAPABILITY(-32021, 400),
  UNSUPPORTED_PROTOCOL_VERSION(-32022, 400),
  UNAUTHORIZED(401, 401),
  FORBIDDEN(403, 403),
  METHOD_NOT_ALLOWED(405, 405),
  NOT_ACCEPTABLE(406, 406),
  REQUEST_TIMEOUT(408, 408),
  CONTENT_TOO_LARGE(413, 413),
  UNSUPPORTED_MEDIA_TYPE(415, 415),
  TOO_MANY_REQUESTS(429, 429),
  HEADERS_TOO_LARGE(431, 431),
  UNAVAILABLE(503, 503);

  private final int code;
  private final int httpStatus;

  ErrorCode(int code, int httpStatus) {
    this.code = code;
    this.httpStatus = httpStatus;
  }

  /** The JSON-RPC {@code error.code}. */
  public int code() {
    return code;
  }

  /** The HTTP status an answer with this error has when nothing was sent before it. */
  public int httpStatus() {
    return httpStatus;
  }
}
