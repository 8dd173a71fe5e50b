package dev.waybill.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that opens streams and leaves them open until its input ends. */
final class IdleClient {
  private IdleClient() {}

  /**
   * @param args the port, how many streams, and the request to send on each
   */
  public static void main(String[] args) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    List<SocketChannel> streams = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      SocketChannel stream = SocketChannel.open(address);
      stream.write(ByteBuffer.wrap(args[2].getBytes(US_ASCII)));
      stream.read(ByteBuffer.allocate(1024));
      streams.add(stream);
    }
    System.out.println(streams.size() + " open");
    while (System.in.read() >= 0) {
      continue;
    }
  }
}
