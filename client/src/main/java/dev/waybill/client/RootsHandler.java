package dev.waybill.client;

import dev.waybill.protocol.Root;
import java.util.List;

/** Tells a server which folders and files matter (client/roots). */
@FunctionalInterface
public interface RootsHandler {
  List<Root> roots();
}
