package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.protocol.CommandType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups as hashes and logs as sorted sets, each one key that Redis forgets by itself, so that
 * every call is one command on one node. An entry of a log is a member that begins with its number:
 * members are told apart by their bytes.
 */
final class RedisMemory implements SharedMemory {
  private static final String GROUP = "group:";
  private static final String LOG = "log:";

  private final RedisLink link;
  private final RedisOptions options;

  RedisMemory(RedisLink link, RedisOptions options) {
    this.link = link;
    this.options = options;
  }

  @Override
  public void put(String group, String key, byte[] value, Duration life) {
    send(script(Script.PUT, GROUP + group).with(millis(life)).with(field(key)).with(value));
  }

  @Override
  public void remove(String group, String key) {
    send(plain(CommandType.HDEL, GROUP + group).with(field(key)));
  }

  @Override
  public void removeAll(String group) {
    send(plain(CommandType.UNLINK, GROUP + group));
  }

  @Override
  public Map<String, byte[]> read(String group) {
    List<Object> answer = send(plain(CommandType.HGETALL, GROUP + group));
    Map<String, byte[]> values = new HashMap<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      values.put(key((byte[]) answer.get(i)), (byte[]) answer.get(i + 1));
    }
    return values;
  }

  @Override
  public void append(String log, long number, byte[] entry, Duration life) {
    byte[] member =
        ByteBuffer.allocate(Long.BYTES + entry.length).putLong(number).put(entry).array();
    send(script(Script.APPEND, LOG + log).with(millis(life)).with(number).with(member));
  }

  @Override
  public List<Numbered> readAfter(String log, long number, int most) {
    Request request =
        plain(CommandType.ZRANGEBYSCORE, LOG + log)
            .with("(" + number)
            .with("+inf")
            .with("LIMIT")
            .with(0)
            .with(most);
    return send(request).stream()
        .map(member -> (byte[]) member)
        .map(member ->
            new Numbered(
                ByteBuffer.wrap(member).getLong(),
                Arrays.copyOfRange(member, Long.BYTES, member.length)))
        .toList();
  }

  @Override
  public void trim(String log, long upTo) {
    send(plain(CommandType.ZREMRANGEBYSCORE, LOG + log).with("-inf").with(upTo));
  }

  private Request plain(CommandType type, String name) {
    return Request.plain(type, options.key("memory:" + name));
  }

  private Request script(Script script, String name) {
    return Request.script(script, options.key("memory:" + name));
  }

  private List<Object> send(Request request) {
    try {
      return link.send(request);
    } catch (TaskStoreException e) {
      throw new SharedMemoryException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Redis counts milliseconds; not shorter than was asked for. */
  private static long millis(Duration life) {
    return life.toMillis() + 1;
  }

  /**
   * Any Java string as bytes and back, ASCII as it is: UTF-8 has no halves of surrogate pairs, and
   * two keys must never become one.
   */
  private static byte[] field(String key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new DataOutputStream(bytes).writeUTF(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOfRange(bytes.toByteArray(), Short.BYTES, bytes.size());
  }

  private static String key(byte[] field) {
    ByteBuffer sized = ByteBuffer.allocate(Short.BYTES + field.length);
    sized.putShort((short) field.length).put(field);
    try {
      return new DataInputStream(new ByteArrayInputStream(sized.array())).readUTF();
    } catch (IOException e) {
      // Not written here.
      return new String(field, UTF_8);
    }
  }
}
