package dev.waybill.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The smallest image and sound that are still what they say they are. */
final class Media {
  /** One red pixel. */
  static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

  /** A header and no samples: 8 kHz, mono, 8 bits. */
  static final byte[] WAV =
      ByteBuffer.allocate(44)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put("RIFF".getBytes(StandardCharsets.US_ASCII))
          .putInt(36)
          .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
          .putInt(16)
          .putShort((short) 1)
          .putShort((short) 1)
          .putInt(8000)
          .putInt(8000)
          .putShort((short) 1)
          .putShort((short) 8)
          .put("data".getBytes(StandardCharsets.US_ASCII))
          .putInt(0)
          .array();

  private Media() {}
}
