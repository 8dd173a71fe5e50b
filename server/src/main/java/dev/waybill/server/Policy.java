package dev.waybill.server;

/**
 * Decides what a principal may see and use. The one answer serves lists and calls alike: what is
 * hidden cannot be called, and is refused as if it did not exist.
 */
@FunctionalInterface
public interface Policy {
  /** Everything for everyone; lists are then the same for all and marked {@code public}. */
  Policy ALLOW_ALL = (principal, feature) -> true;

  boolean allows(Principal principal, Feature feature);
}
