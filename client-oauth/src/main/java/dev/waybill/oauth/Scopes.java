package dev.waybill.oauth;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Sets of scopes, in the order they were named (RFC 6749, section 3.3). */
record Scopes(Set<String> names) {
  static final Scopes NONE = new Scopes(Set.of());
  private static final String OFFLINE_ACCESS = "offline_access";

  static Scopes of(Collection<String> names) {
    return new Scopes(new LinkedHashSet<>(names));
  }

  static Scopes parse(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : text.split(" ")) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return new Scopes(names);
  }

  static Scopes parse(Optional<String> text) {
    return text.map(Scopes::parse).orElse(NONE);
  }

  Scopes and(Scopes more) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(more.names);
    return new Scopes(all);
  }

  /**
   * With {@code offline_access} where the authorization server offers it. Alone it would narrow a
   * request that named no scope at all.
   */
  Scopes withOfflineAccess(Scopes offered) {
    return !names.isEmpty() && offered.names.contains(OFFLINE_ACCESS)
        ? and(new Scopes(Set.of(OFFLINE_ACCESS)))
        : this;
  }

  boolean wantsOfflineAccess() {
    return names.contains(OFFLINE_ACCESS);
  }

  boolean holds(Scopes wanted) {
    return names.containsAll(wanted.names);
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  @Override
  public String toString() {
    return String.join(" ", names);
  }
}
