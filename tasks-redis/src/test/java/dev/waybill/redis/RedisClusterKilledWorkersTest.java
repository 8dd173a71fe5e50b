package dev.waybill.redis;

import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.KilledWorkersContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Workers are killed, and in the middle of it one node of a cluster. */
class RedisClusterKilledWorkersTest extends KilledWorkersContract {
  private RedisCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = RedisCluster.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Override
  protected Class<? extends CrashStores> stores() {
    return RedisKilledWorkersTest.Server.class;
  }

  @Override
  protected String location() {
    return cluster.url();
  }

  @Override
  protected void killStore() {
    cluster.nodes().getLast().restart();
    cluster.awaitAgreement();
  }
}
