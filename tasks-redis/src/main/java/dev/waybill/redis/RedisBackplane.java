package dev.waybill.redis;

import dev.waybill.server.Backplane;
import dev.waybill.server.Channels;
import dev.waybill.server.Outbox;
import dev.waybill.server.SharedMemory;
import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages between workers over one channel of Redis, and what they remember together in its keys;
 * works on one server and on a cluster.
 *
 * <pre>{@code
 * Backplane backplane = RedisBackplane.open(RedisOptions.at("redis://localhost:6379"));
 * }</pre>
 *
 * <p>Listeners in this process hear at once, those elsewhere through Redis. While Redis is away
 * messages are dropped, and workers find out by asking the store.
 */
public final class RedisBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBackplane.class);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final RedisServers servers;
  private final RedisLink link;
  private final byte[] published;
  private final Envelope envelope = new Envelope();
  private final Channels channels = new Channels();
  private final Outbox outbox = new Outbox();
  private final Inbox inbox = new Inbox();
  private final SharedMemory memory;
  private final StatefulRedisPubSubConnection<byte[], byte[]> hearing;
  private final List<Thread> threads;

  private RedisBackplane(RedisServers servers, RedisOptions options) {
    this.servers = servers;
    this.published = options.key("messages");
    this.link = new RedisLink(servers, options.timeout());
    this.memory = SharedMemory.checked(new RedisMemory(link, options));
    this.hearing = servers.connectPubSub();
    hearing.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] from, byte[] message) {
            // This is the driver's own thread: listeners may ask the store, and would wait for it.
            inbox.offer(message);
          }
        });
    hearing.sync().subscribe(published);
    new Shards(link, options).reach();
    // An empty message, to connect to wherever the next ones go.
    link.reach(List.of(publishing(new byte[0])));
    this.threads =
        List.of(Thread.startVirtualThread(this::send), Thread.startVirtualThread(this::hear));
  }

  /**
   * Connects and listens.
   *
   * @throws dev.waybill.tasks.TaskStoreException when Redis cannot be reached
   */
  public static RedisBackplane open(RedisOptions options) {
    return RedisServers.use(options, servers -> new RedisBackplane(servers, options));
  }

  @Override
  public void publish(String channel, byte[] message) {
    Message made = new Message(channel, message);
    outbox.offer(made);
    channels.tell(made);
  }

  @Override
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    return channels.listen(channel, listener);
  }

  @Override
  public SharedMemory memory() {
    return memory;
  }

  /** What comes together while messages are on their way is sent together. */
  private void send() {
    try {
      while (true) {
        envelope.write(outbox.take(SILENCE)).forEach(this::send);
      }
    } catch (InterruptedException e) {
      LOG.debug("No message is sent any more");
    }
  }

  private void send(byte[] messages) {
    try {
      link.send(publishing(messages));
    } catch (TaskStoreException e) {
      LOG.debug("Messages to other workers were dropped", e);
    }
  }

  private Request publishing(byte[] messages) {
    return Request.plain(CommandType.PUBLISH, published).with(messages);
  }

  private void hear() {
    try {
      while (true) {
        envelope.read(inbox.take()).forEach(channels::tell);
      }
    } catch (InterruptedException e) {
      LOG.debug("No message is heard any more");
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    channels.clear();
    hearing.close();
    link.close();
    servers.close();
  }
}
