package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.server.Backplane.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes and reads what goes over Redis: who sends it, then messages, each with the length of its
 * channel's name in one byte, the name, its own length in four bytes, and its bytes. Whoever may
 * connect to Redis may publish anything, so what is not this is passed over.
 */
final class Envelope {
  /** Of several messages together; a larger one travels alone. */
  private static final int TOGETHER = 1 << 20;

  private static final int VERSION = 1;
  private static final int HEAD = 1 + 2 * Long.BYTES;
  private static final int AROUND = 1 + Integer.BYTES;

  private final UUID self = UUID.randomUUID();

  /** Envelopes for messages, in their order. */
  List<byte[]> write(List<Message> messages) {
    List<byte[]> envelopes = new ArrayList<>();
    List<Message> together = new ArrayList<>();
    int length = HEAD;
    for (Message message : messages) {
      int more = length(message);
      if (!together.isEmpty() && length + more > TOGETHER) {
        envelopes.add(envelope(together, length));
        together.clear();
        length = HEAD;
      }
      together.add(message);
      length += more;
    }
    if (!together.isEmpty()) {
      envelopes.add(envelope(together, length));
    }
    return envelopes;
  }

  private static int length(Message message) {
    return AROUND + message.channel().length() + message.bytes().length;
  }

  private byte[] envelope(List<Message> messages, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length).put((byte) VERSION);
    buffer.putLong(self.getMostSignificantBits()).putLong(self.getLeastSignificantBits());
    for (Message message : messages) {
      byte[] channel = message.channel().getBytes(US_ASCII);
      buffer.put((byte) channel.length).put(channel);
      buffer.putInt(message.bytes().length).put(message.bytes());
    }
    return buffer.array();
  }

  /** What others sent; nothing of what this one sent itself. */
  List<Message> read(byte[] envelope) {
    ByteBuffer buffer = ByteBuffer.wrap(envelope);
    try {
      if (buffer.get() != VERSION || new UUID(buffer.getLong(), buffer.getLong()).equals(self)) {
        return List.of();
      }
      List<Message> messages = new ArrayList<>();
      while (buffer.hasRemaining()) {
        String channel = new String(bytes(buffer, Byte.toUnsignedInt(buffer.get())), US_ASCII);
        messages.add(new Message(channel, bytes(buffer, buffer.getInt())));
      }
      return messages;
    } catch (BufferUnderflowException | IllegalArgumentException broken) {
      return List.of();
    }
  }

  private static byte[] bytes(ByteBuffer buffer, int length) {
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
