package dev.waybill.client;

import dev.waybill.protocol.SubscriptionFilter;
import tools.jackson.databind.node.ObjectNode;

/** What a {@link Subscription} tells of. */
public sealed interface SubscriptionEvent {
  /**
   * The server listens to us now.
   *
   * @param honoured what of the filter it agreed to; the rest will never come
   * @param again whether it was open before: what changed since may have been missed, so read again
   *     what must be right
   */
  record Opened(SubscriptionFilter honoured, boolean again) implements SubscriptionEvent {}

  /** The list of tools changed. */
  record ToolsChanged() implements SubscriptionEvent {}

  /** The list of prompts changed. */
  record PromptsChanged() implements SubscriptionEvent {}

  /** The list of resources or of templates changed. */
  record ResourcesChanged() implements SubscriptionEvent {}

  /** A resource changed. */
  record ResourceUpdated(String uri) implements SubscriptionEvent {}

  /** More changed than was read in time: read again what must be right. */
  record Missed() implements SubscriptionEvent {}

  /** A notification of an extension. */
  record Other(String method, ObjectNode params) implements SubscriptionEvent {}
}
