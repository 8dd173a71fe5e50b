package dev.waybill.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The yardstick: Netty's own HTTP/1.1 pipeline on one event loop and a handler that answers with
 * bytes it was given, on the event loop.
 */
public final class BareServer {
  private static final int LONGEST_BODY = 4 << 20;

  private BareServer() {}

  /**
   * @param args a {@link Bare} and the file with the answer; that of its headers lies beside it
   */
  public static void main(String[] args) throws Exception {
    Bare kind = Bare.valueOf(args[0]);
    Path file = Path.of(args[1]);
    byte[] answer = Files.readAllBytes(file);
    List<String> headers = Files.readAllLines(Scratch.headersOf(file));
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LONGEST_BODY),
                            new BareHandler(kind, answer, headers));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    Commands.serve(Integer.toString(port), Heap::answer);
  }
}
