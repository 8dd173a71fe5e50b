package dev.waybill.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three real servers of a test that make up a cluster, each with a third of the slots. */
public final class RedisCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16384;
  private static final Duration JOINED = Duration.ofSeconds(60);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = nodes;
  }

  /** Starts one and waits until all nodes agree on it. */
  public static RedisCluster start() throws IOException {
    List<Integer> buses = IntStream.range(0, NODES).mapToObj(i -> RedisServer.freePort()).toList();
    RedisCluster cluster =
        new RedisCluster(
            buses.stream()
                .map(bus ->
                    RedisServer.start("--cluster-enabled", "yes", "--cluster-port", "" + bus))
                .toList());
    for (int i = 0; i < NODES; i++) {
      int first = SLOTS * i / NODES;
      int last = SLOTS * (i + 1) / NODES - 1;
      cluster.nodes.get(i).command("CLUSTER ADDSLOTSRANGE " + first + " " + last);
      cluster.nodes.get(i).command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
    }
    for (int i = 1; i < NODES; i++) {
      cluster
          .nodes
          .getFirst()
          .command(
              "CLUSTER MEET 127.0.0.1 %d %d".formatted(cluster.nodes.get(i).port(), buses.get(i)));
    }
    cluster.awaitAgreement();
    return cluster;
  }

  /** Waits until all nodes think that the cluster is whole. */
  void awaitAgreement() {
    Awaitility.await()
        .atMost(JOINED)
        .ignoreExceptions()
        .untilAsserted(() -> {
          for (RedisServer node : nodes) {
            String info = node.reply("CLUSTER INFO");
            if (!info.contains("cluster_state:ok")
                || !info.contains("cluster_known_nodes:" + NODES)) {
              throw new AssertionError(info);
            }
          }
        });
  }

  /** Where one node is, from which the others are found. */
  public String url() {
    return nodes.getFirst().url();
  }

  List<RedisServer> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
