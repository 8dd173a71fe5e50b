package dev.waybill.redis;

import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.GenericMapOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections: to one server, or to a cluster when the server belongs to one. */
final class RedisServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisServers.class);
  private static final Duration TOPOLOGY = Duration.ofSeconds(15);
  private static final Duration SILENT = Duration.ofSeconds(15);
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final int QUEUE = 100_000;
  private static final int OLDEST = 7;

  private final RedisOptions options;
  private final ClientResources resources;
  private final AbstractRedisClient client;

  private RedisServers(
      RedisOptions options, ClientResources resources, AbstractRedisClient client) {
    this.options = options;
    this.resources = resources;
    this.client = client;
  }

  /** Something made of connections, which keeps them open. */
  interface User<T> {
    T of(RedisServers servers);
  }

  /** Opens connections for somebody; closes them again when that fails. */
  static <T> T use(RedisOptions options, User<T> user) {
    RedisServers servers = null;
    try {
      servers = open(options);
      return user.of(servers);
    } catch (RuntimeException e) {
      if (servers != null) {
        servers.close();
      }
      throw e instanceof RedisException
          ? new TaskStoreException("Redis could not be reached at " + options, e)
          : e;
    }
  }

  private static RedisServers open(RedisOptions options) {
    ClientResources resources =
        DefaultClientResources.builder()
            .reconnectDelay(
                Delay.fullJitter(
                    Duration.ofMillis(5), Duration.ofSeconds(1), 5, TimeUnit.MILLISECONDS))
            .build();
    try {
      RedisClient one = RedisClient.create(resources);
      one.setOptions(common(ClientOptions.builder(), options).build());
      if (!isCluster(one, options)) {
        return new RedisServers(options, resources, one);
      }
      one.shutdown(0, 1, TimeUnit.SECONDS);
      RedisClusterClient cluster = RedisClusterClient.create(resources, options.uris());
      cluster.setOptions(clustered(options));
      return new RedisServers(options, resources, cluster);
    } catch (RuntimeException e) {
      stop(resources);
      throw e;
    }
  }

  /**
   * Commands are never kept for a connection that may come back, nor sent again when it does: what
   * was cut off may have happened, and only the caller knows what that means.
   */
  private static <B extends ClientOptions.Builder> B common(B builder, RedisOptions options) {
    builder
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(QUEUE)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(options.timeout())
                .keepAlive(
                    SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(SILENT)
                        .interval(PROBE)
                        .build())
                .build());
    options
        .trusted()
        .ifPresent(
            file -> builder.sslOptions(SslOptions.builder().trustManager(file.toFile()).build()));
    return builder;
  }

  private static ClusterClientOptions clustered(RedisOptions options) {
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(TOPOLOGY)
                    .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                    .build());
    return common(builder, options).build();
  }

  private static boolean isCluster(RedisClient client, RedisOptions options) {
    RedisException last = new RedisException("No address was given");
    for (RedisURI uri : options.uris()) {
      try (StatefulRedisConnection<String, String> connection =
          client.connect(StringCodec.UTF8, uri)) {
        Map<String, Object> hello = hello(connection, options);
        checkVersion(hello);
        return "cluster".equals(hello.get("mode"));
      } catch (RedisException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Asked for with HELLO, which unlike INFO no access rule takes away. */
  private static Map<String, Object> hello(
      StatefulRedisConnection<String, String> connection, RedisOptions options) {
    AsyncCommand<String, String, Map<String, Object>> command =
        new AsyncCommand<>(
            new Command<>(
                CommandType.HELLO,
                new GenericMapOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8)));
    connection.dispatch(command);
    return LettuceFutures.awaitOrCancel(
        command, options.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void checkVersion(Map<String, Object> hello) {
    String version = String.valueOf(hello.get("version"));
    String major = version.split("\\.", 2)[0];
    if (major.matches("\\d{1,4}") && Integer.parseInt(major) < OLDEST) {
      throw new IllegalStateException(
          "Redis " + OLDEST + " or newer or Valkey is needed; this server is version " + version);
    }
  }

  private RedisURI first() {
    return options.uris().getFirst();
  }

  StatefulConnection<byte[], byte[]> connect() {
    return client instanceof RedisClusterClient cluster
        ? cluster.connect(ByteArrayCodec.INSTANCE)
        : ((RedisClient) client).connect(ByteArrayCodec.INSTANCE, first());
  }

  StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub() {
    return client instanceof RedisClusterClient cluster
        ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
        : ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE, first());
  }

  /** Asks every server that takes writes for some of its settings. */
  List<Map<String, String>> settings(String... names) {
    List<Map<String, String>> all = new ArrayList<>();
    if (client instanceof RedisClusterClient cluster) {
      try (StatefulRedisClusterConnection<String, String> nodes = cluster.connect()) {
        for (RedisClusterNode node : nodes.getPartitions()) {
          if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
            all.add(nodes.getConnection(node.getNodeId()).sync().configGet(names));
          }
        }
      }
    } else {
      try (StatefulRedisConnection<String, String> one =
          ((RedisClient) client).connect(StringCodec.UTF8, first())) {
        all.add(one.sync().configGet(names));
      }
    }
    return all;
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    stop(resources);
  }

  private static void stop(ClientResources resources) {
    Future<Boolean> stopped = resources.shutdown(0, 1, TimeUnit.SECONDS);
    try {
      stopped.get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Threads of the driver are still ending", e);
    }
  }
}
