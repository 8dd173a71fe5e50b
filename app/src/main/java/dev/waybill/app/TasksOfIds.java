package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Something done to tasks that are named, one after the other. */
abstract class TasksOfIds extends TasksVerb {
  /**
   * What became of one.
   *
   * @param done whether something was
   * @param what in words
   */
  record Outcome(boolean done, String what) {
    static final Outcome UNKNOWN = new Outcome(false, "there is no such task");
  }

  abstract Outcome one(TaskAdmin admin, String id);

  /** Does it to each; ends with 1 when one of them was not to be found or is as it was. */
  final int each(OpenedStore opened, List<String> ids) {
    TaskAdmin admin = opened.admin(Optional.empty());
    ObjectNode document = object();
    ArrayNode tasks = document.putArray("tasks");
    boolean all = true;
    for (String id : ids) {
      Outcome outcome = one(admin, id);
      all &= outcome.done();
      tasks.addObject().put("taskId", id).put("done", outcome.done()).put("what", outcome.what());
      if (!isJson()) {
        print(id + "  " + outcome.what());
      }
    }
    if (isJson()) {
      print(document);
    }
    return all ? DONE : NOTHING_DONE;
  }
}
