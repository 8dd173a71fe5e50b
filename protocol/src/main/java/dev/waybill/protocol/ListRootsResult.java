package dev.waybill.protocol;

import java.util.List;

/** The client's roots (client/roots). */
public record ListRootsResult(List<Root> roots) {
  public ListRootsResult {
    roots = List.copyOf(roots);
  }
}
