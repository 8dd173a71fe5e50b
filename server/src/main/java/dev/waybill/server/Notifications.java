package dev.waybill.server;

/**
 * Tells subscribers that something changed (basic/patterns/subscriptions). Changes made through
 * {@link McpServer#change} are told by themselves.
 */
public interface Notifications {
  /** The list of tools is another, for example because a policy changed. */
  void toolsChanged();

  void promptsChanged();

  void resourcesChanged();

  /** The contents of a resource changed. */
  void resourceUpdated(String uri);
}
