package dev.waybill.legacy;

import dev.waybill.server.EarlierEra;

/** Lets a server find the earlier era. */
public final class LegacyEraProvider implements EarlierEra.Provider {
  /** For {@link java.util.ServiceLoader}. */
  public LegacyEraProvider() {}

  @Override
  public EarlierEra start(EarlierEra.Inside server) {
    return new LegacyEra(server);
  }
}
