package dev.waybill.discovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the values come from that a card asks for: a map, a form, a vault. */
@FunctionalInterface
public interface Inputs {
  /** Supplies nothing; what has a default gets that. */
  Inputs NONE = wanted -> Optional.empty();

  /**
   * A value that is asked for.
   *
   * @param name of the header or variable
   * @param input what is known of it; whether it is secret, above all
   */
  record Wanted(String name, Input input) {}

  /** The value, or empty to leave it at its default. */
  Optional<String> supply(Wanted wanted);

  /** Supplies values by the names of headers and variables. */
  static Inputs of(Map<String, String> values) {
    Map<String, String> copy = Map.copyOf(values);
    return wanted -> Optional.ofNullable(copy.get(wanted.name()));
  }

  /** What a remote asks for, in order, each once. */
  static List<Wanted> of(Remote remote) {
    return Filling.wanted(remote);
  }
}
