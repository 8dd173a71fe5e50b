package dev.waybill.http;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which Netty's leak detector, at paranoid, found a buffer that was never
 * released.
 */
final class Leaks implements AfterAllCallback {
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @SuppressWarnings("deprecation") // The only constructor there is.
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new ResourceLeakDetector<>(resource, samplingInterval, maxActive) {
              @Override
              protected boolean needReport() {
                return true;
              }

              @Override
              protected void reportTracedLeak(String type, String records) {
                FOUND.add(type + records);
              }

              @Override
              protected void reportUntracedLeak(String type) {
                FOUND.add(type);
              }
            };
          }
        });
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // Leaks come to light when a tracked buffer is made after the leaked one was collected.
    for (int i = 0; i < 3; i++) {
      System.gc();
      UnpooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    if (!FOUND.isEmpty()) {
      String first = FOUND.peek();
      int count = FOUND.size();
      FOUND.clear();
      throw new AssertionError(count + " buffers leaked, the first one a " + first);
    }
  }
}
