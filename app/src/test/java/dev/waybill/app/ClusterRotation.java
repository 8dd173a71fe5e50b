package dev.waybill.app;

import static dev.waybill.app.ClusterClient.agreed;
import static dev.waybill.app.ClusterClient.call;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/** A client that rotates one log, in two rounds, and repeats what gets no answer. */
final class ClusterRotation {
  private static final int MOST_FAILURES = 10;

  private final ClusterClient client;
  private final String file;
  private final String content;
  private final Runnable then;
  private final List<String> answeredBy = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  /**
   * @param content what is in the log
   * @param then told when the log is rotated
   */
  ClusterRotation(ClusterClient client, String file, String content, Runnable then) {
    this.client = client;
    this.file = file;
    this.content = content;
    this.then = then;
  }

  String file() {
    return file;
  }

  String content() {
    return content;
  }

  /** The workers that answered, a round each. */
  List<String> answeredBy() {
    return answeredBy;
  }

  /** The workers that had requests in their hands that were never answered. */
  List<String> failures() {
    return failures;
  }

  ClusterRotation run() throws IOException, InterruptedException {
    ObjectNode call = call("rotate_log", file);
    ClusterClient.Answer asked = answered(call);
    ObjectNode agreed = agreed(call, asked.result());
    ClusterClient.Answer done = answered(agreed);
    // A worker that was killed may have begun the work, or done it and not said so.
    boolean again = !failures.isEmpty() && done.isError();
    if (again && done.text().contains("just being rotated")) {
      done =
          Awaitility.await()
              .until(
                  () -> answered(agreed), answer -> !answer.text().contains("just being rotated"));
    }
    if (done.isError() && !(again && done.text().contains("is empty"))) {
      throw new AssertionError(file + ": " + done.text());
    }
    then.run();
    return this;
  }

  private ClusterClient.Answer answered(ObjectNode params)
      throws IOException, InterruptedException {
    while (true) {
      ClusterClient.Answer answer = client.ask("tools/call", params);
      if (answer.status() == 200) {
        answeredBy.add(answer.worker());
        return answer;
      }
      failures.add(answer.worker());
      if (failures.size() > MOST_FAILURES) {
        throw new AssertionError(file + " failed again and again: " + failures + ", " + answer);
      }
    }
  }
}
