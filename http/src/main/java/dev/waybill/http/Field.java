package dev.waybill.http;

import io.netty.util.AsciiString;

/** A header field of an answer beside those that every answer has; the name in lower case. */
record Field(AsciiString name, AsciiString value) {
  static Field of(CharSequence name, CharSequence value) {
    return new Field(AsciiString.of(name), AsciiString.of(value));
  }
}
