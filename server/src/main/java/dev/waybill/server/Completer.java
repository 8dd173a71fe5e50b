package dev.waybill.server;

import java.util.List;
import java.util.Map;

/** Suggests values for an argument of a prompt or a variable of a template. */
@FunctionalInterface
public interface Completer {
  /**
   * @param value what was typed so far
   * @param known values of other arguments, by name
   * @return suggestions, best first; the first hundred are sent
   */
  List<String> complete(String value, Map<String, String> known, Principal principal)
      throws Exception;
}
