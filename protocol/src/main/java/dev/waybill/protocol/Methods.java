package dev.waybill.protocol;

import java.util.Set;

/** Method names of revision 2026-07-28, and those it removed. */
public final class Methods {
  public static final String DISCOVER = "server/discover";
  public static final String TOOLS_LIST = "tools/list";
  public static final String TOOLS_CALL = "tools/call";
  public static final String RESOURCES_LIST = "resources/list";
  public static final String RESOURCE_TEMPLATES_LIST = "resources/templates/list";
  public static final String RESOURCES_READ = "resources/read";
  public static final String PROMPTS_LIST = "prompts/list";
  public static final String PROMPTS_GET = "prompts/get";
  public static final String COMPLETE = "completion/complete";
  public static final String LISTEN = "subscriptions/listen";

  public static final String CANCELLED = "notifications/cancelled";
  public static final String PROGRESS = "notifications/progress";
  public static final String MESSAGE = "notifications/message";
  public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";
  public static final String TOOLS_CHANGED = "notifications/tools/list_changed";
  public static final String PROMPTS_CHANGED = "notifications/prompts/list_changed";
  public static final String RESOURCES_CHANGED = "notifications/resources/list_changed";
  public static final String RESOURCE_UPDATED = "notifications/resources/updated";

  /** Requests of earlier revisions that this one no longer has. */
  public static final Set<String> REMOVED =
      Set.of(
          "initialize",
          "ping",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "tasks/list",
          "tasks/result");

  private Methods() {}
}
