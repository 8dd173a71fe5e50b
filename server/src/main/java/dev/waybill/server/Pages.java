package dev.waybill.server;

import dev.waybill.protocol.McpException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts sorted lists into pages. A cursor is the sealed name of the last item of the page before, so
 * it stays good when items come and go (server/utilities/pagination).
 */
record Pages(Sealer sealer, int size) {

  /** One page and the cursor of the next. */
  record Page<T>(List<T> items, @Nullable String nextCursor) {}

  /**
   * @throws McpException -32602 for a cursor this server did not give out for this list
   */
  <T extends Feature> Page<T> page(String method, Collection<T> sorted, @Nullable String cursor) {
    String after = cursor == null ? null : open(method, cursor);
    List<T> items = new ArrayList<>(Math.min(size, sorted.size()));
    for (T item : sorted) {
      if (after != null && item.id().compareTo(after) <= 0) {
        continue;
      }
      if (items.size() == size) {
        String last = items.getLast().id();
        return new Page<>(
            items, sealer.seal(purpose(method), last.getBytes(StandardCharsets.UTF_8)));
      }
      items.add(item);
    }
    return new Page<>(items, null);
  }

  private String open(String method, String cursor) {
    Optional<byte[]> last = sealer.open(purpose(method), cursor);
    return last.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() ->
            McpException.invalidParams(
                "\"cursor\" is not one this server gave out for "
                    + method
                    + ": "
                    + Text.shortened(cursor)
                    + "; start again without a cursor"));
  }

  private static String purpose(String method) {
    return "cursor:" + method;
  }
}
