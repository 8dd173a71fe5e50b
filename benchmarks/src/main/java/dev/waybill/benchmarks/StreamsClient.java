package dev.waybill.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Opens many subscriptions, each on a connection of its own, and counts what comes. */
public final class StreamsClient {
  static final String COUNTS = "counts";

  /** So many may be on their way to their acknowledgement at a time. */
  private static final int OPENING = 100;

  private static final long PATIENCE_SECONDS = 60;

  private StreamsClient() {}

  /**
   * Says {@code open} once every subscription is acknowledged; answers {@link #COUNTS} with how
   * many notifications each stream has had.
   *
   * @param args the port and how many streams
   */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    List<EventCounter> counters = open(port, Integer.parseInt(args[1]));
    Commands.serve("open", command -> counts(counters));
  }

  private static List<EventCounter> open(int port, int streams) throws InterruptedException {
    byte[] request = Scenario.LISTEN.request(port);
    Semaphore opening = new Semaphore(OPENING);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioSocketChannel.class)
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    List<EventCounter> counters = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      acquire(opening, 1, i);
      EventCounter counter = new EventCounter(opening::release);
      counters.add(counter);
      Channel channel =
          bootstrap
              .clone()
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                      fresh.pipeline().addLast(new HttpResponseDecoder(), counter);
                    }
                  })
              .connect()
              .sync()
              .channel();
      var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(request));
    }
    acquire(opening, OPENING, streams);
    return counters;
  }

  private static void acquire(Semaphore opening, int permits, int opened)
      throws InterruptedException {
    if (!opening.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "Of the first " + opened + " streams some were not acknowledged");
    }
  }

  private static String counts(List<EventCounter> counters) {
    long total = 0;
    int least = Integer.MAX_VALUE;
    int most = 0;
    int closed = 0;
    for (EventCounter counter : counters) {
      total += counter.updates();
      least = Math.min(least, counter.updates());
      most = Math.max(most, counter.updates());
      closed += counter.isClosed() ? 1 : 0;
    }
    return new Counts(total, least, most, closed).line();
  }

  /** How many notifications came: in all, to the streams with the fewest and with the most. */
  record Counts(long total, int least, int most, int closed) {
    String line() {
      return total + " " + least + " " + most + " " + closed;
    }

    static Counts of(String line) {
      String[] parts = line.split(" ");
      return new Counts(
          Long.parseLong(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Integer.parseInt(parts[3]));
    }
  }
}
