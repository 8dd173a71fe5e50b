package dev.waybill.server;

import java.util.Set;

/**
 * On whose behalf a request is made, as the transport established it; never what a client says of
 * itself.
 *
 * @param id stable and unique for the authority that vouches for it
 * @param scopes what the principal was granted
 */
public record Principal(String id, Set<String> scopes) {
  /** Whoever calls a server that asks for no credentials. */
  public static final Principal ANONYMOUS = new Principal("", Set.of());

  public Principal {
    scopes = Set.copyOf(scopes);
  }

  public static Principal of(String id) {
    return new Principal(id, Set.of());
  }
}
