package dev.waybill.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization in use: from whom the tokens are, for whom, and what was asked for.
 *
 * @param name told to caches instead of the tokens; stays when tokens are renewed
 * @param issuer the authorization server that gave the tokens; the only one to renew them
 * @param resource the server they are for
 * @param requested all scopes asked for so far
 * @param key what the tokens are bound to; null when they are not
 */
record Session(
    String name,
    String issuer,
    String resource,
    Scopes requested,
    Tokens tokens,
    @Nullable DpopKey key) {
  Session renewed(Tokens newer) {
    return new Session(
        name, issuer, resource, requested, newer.orRefreshableBy(tokens.refresh()), key);
  }

  /** What is left when the tokens are of no use any more: whom to ask, and for what. */
  Session spent() {
    Tokens ended = new Tokens(tokens.access(), tokens.bound(), Instant.EPOCH, null);
    return new Session(name, issuer, resource, requested, ended, key);
  }

  boolean holds(String accessToken) {
    return tokens.access().equals(accessToken);
  }

  @Override
  public String toString() {
    return "Session[" + issuer + ", " + tokens + "]";
  }
}
