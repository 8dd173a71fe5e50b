package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A script to be run on a shard, or a plain command on one key. */
final class Request {
  /** Some three hundred years: sums of times stay exact in the server's numbers. */
  private static final long FOREVER = 10_000_000_000_000L;

  private static final byte[] NOTHING = {};

  private final Object what;
  private final byte[] key;
  private final List<byte[]> arguments = new ArrayList<>();

  private Request(Object what, byte[] key) {
    this.what = what;
    this.key = key;
  }

  /**
   * @param base the beginning of the shard's keys
   */
  static Request script(Script script, byte[] base) {
    return new Request(script, base);
  }

  static Request plain(CommandType type, byte[] key) {
    return new Request(type, key);
  }

  Request with(byte[] argument) {
    arguments.add(argument);
    return this;
  }

  Request with(String argument) {
    return with(argument.getBytes(UTF_8));
  }

  Request with(long argument) {
    return with(Long.toString(argument));
  }

  Request with(Duration argument) {
    boolean fits = argument.compareTo(Duration.ofMillis(FOREVER)) < 0;
    return with(fits ? Math.max(argument.toMillis(), 0) : FOREVER);
  }

  Request with(boolean argument) {
    return with(argument ? "1" : "0");
  }

  /** Whether there is one, and it. */
  Request withOptional(Optional<byte[]> argument) {
    return with(argument.isPresent()).with(argument.orElse(NOTHING));
  }

  Request with(Map<String, byte[]> pairs) {
    pairs.forEach((name, value) -> with(name).with(value));
    return this;
  }

  /** The command that runs it; a script by its digest. */
  CommandType type() {
    return what instanceof Script ? CommandType.EVALSHA : (CommandType) what;
  }

  CommandArgs<byte[], byte[]> encode() {
    return encode(what instanceof Script script ? script.digest() : "");
  }

  /** For {@link CommandType#EVAL}, which teaches the server the script. */
  CommandArgs<byte[], byte[]> encodeWithText() {
    return encode(((Script) what).text());
  }

  private CommandArgs<byte[], byte[]> encode(String script) {
    CommandArgs<byte[], byte[]> encoded = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    if (what instanceof Script) {
      encoded.add(script.getBytes(UTF_8)).add(1);
    }
    encoded.addKey(key);
    arguments.forEach(encoded::add);
    return encoded;
  }
}
