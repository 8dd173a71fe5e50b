package dev.waybill.redis;

import dev.waybill.server.Backplane;
import dev.waybill.server.BackplaneContract;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Workers that came to the cluster by different nodes. */
@Tag("slow")
class RedisClusterBackplaneTest extends BackplaneContract {
  private static RedisCluster cluster;

  private final String prefix = "test:" + UUID.randomUUID() + ":";
  private int connected;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected Backplane connect() {
    RedisServer node = cluster.nodes().get(connected++ % cluster.nodes().size());
    return RedisBackplane.open(RedisOptions.at(node.url()).prefix(prefix));
  }
}
