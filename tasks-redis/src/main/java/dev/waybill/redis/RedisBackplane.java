package dev.waybill.redis;

import dev.waybill.tasks.Backplane;
import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News between workers over one channel of Redis; works on one server and on a cluster.
 *
 * <pre>{@code
 * Backplane backplane = RedisBackplane.open(RedisOptions.at("redis://localhost:6379"));
 * }</pre>
 *
 * <p>Listeners in this process hear at once, those elsewhere through Redis. While Redis is away
 * news is dropped, and workers find out by asking the store.
 */
public final class RedisBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBackplane.class);
  private static final int WAITING = 10_000;
  private static final int AT_ONCE = 500;

  private final RedisServers servers;
  private final RedisLink link;
  private final byte[] channel;
  private final NewsCodec codec = new NewsCodec();
  private final BlockingQueue<Message> outgoing = new ArrayBlockingQueue<>(WAITING);
  private final BlockingQueue<byte[]> incoming = new ArrayBlockingQueue<>(WAITING);
  private final List<Consumer<Message>> listeners = new CopyOnWriteArrayList<>();
  private final StatefulRedisPubSubConnection<byte[], byte[]> hearing;
  private final List<Thread> threads;

  private RedisBackplane(RedisServers servers, RedisOptions options) {
    this.servers = servers;
    this.channel = options.key("news");
    this.link = new RedisLink(servers, options.timeout());
    this.hearing = servers.connectPubSub();
    hearing.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] from, byte[] message) {
            // This is the driver's own thread: listeners may ask the store, and would wait for it.
            boolean unused = incoming.offer(message);
          }
        });
    hearing.sync().subscribe(channel);
    // An empty message, to connect to wherever the next ones go.
    link.reach(List.of(Request.plain(CommandType.PUBLISH, channel).with("")));
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
  public void publish(Message message) {
    boolean unused = outgoing.offer(message);
    tell(message);
  }

  private void tell(Message message) {
    for (Consumer<Message> listener : listeners) {
      try {
        listener.accept(message);
      } catch (RuntimeException e) {
        LOG.warn("A listener of the backplane failed", e);
      }
    }
  }

  /** What comes together while a message is on its way is one message. */
  private void send() {
    try {
      while (true) {
        Set<Message> batch = new LinkedHashSet<>();
        batch.add(outgoing.take());
        outgoing.drainTo(batch, AT_ONCE - 1);
        publish(batch);
      }
    } catch (InterruptedException e) {
      LOG.debug("No news is sent any more");
    }
  }

  private void publish(Set<Message> batch) {
    try {
      link.send(Request.plain(CommandType.PUBLISH, channel).with(codec.write(batch)));
    } catch (TaskStoreException e) {
      LOG.debug("News of {} tasks was dropped", batch.size(), e);
    }
  }

  private void hear() {
    try {
      while (true) {
        codec.read(incoming.take()).forEach(this::tell);
      }
    } catch (InterruptedException e) {
      LOG.debug("No news is heard any more");
    }
  }

  @Override
  public AutoCloseable listen(Consumer<Message> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    listeners.clear();
    hearing.close();
    link.close();
    servers.close();
  }
}
