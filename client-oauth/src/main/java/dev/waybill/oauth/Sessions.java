package dev.waybill.oauth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The session in use, and its copy in the store, which other processes may renew. */
final class Sessions {
  private final TokenStore store;
  private final String key;
  private volatile @Nullable Session session;
  private volatile boolean read;

  Sessions(TokenStore store, String key) {
    this.store = store;
    this.key = key;
  }

  Optional<Session> current() {
    if (!read) {
      return reload();
    }
    return Optional.ofNullable(session);
  }

  Optional<Session> reload() {
    session = store.get(key).flatMap(Stored::session).orElse(null);
    read = true;
    return Optional.ofNullable(session);
  }

  void replace(Session newer) {
    store.put(key, Stored.text(newer));
    session = newer;
  }

  void forget() {
    store.remove(key);
    session = null;
  }
}
