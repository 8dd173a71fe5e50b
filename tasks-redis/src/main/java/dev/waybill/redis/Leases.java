package dev.waybill.redis;

import dev.waybill.tasks.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is done with leases; scripts refuse those that are not held any more. */
final class Leases {
  private final RedisLink link;
  private final Shards shards;

  Leases(RedisLink link, Shards shards) {
    this.link = link;
    this.shards = shards;
  }

  boolean run(Script script, Lease lease, Shards.Making making) {
    List<Object> answer =
        shards.run(
            script,
            lease.taskId(),
            request -> making.with(request.with(lease.worker()).with(lease.token())));
    return Rows.is(answer.getFirst());
  }

  Set<String> renew(List<Lease> held, Duration lease) {
    Set<String> lost = new HashSet<>();
    List<Lease> elsewhere = renew(held, lease, lost);
    if (!elsewhere.isEmpty()) {
      renew(elsewhere, lease, lost).forEach(moved -> lost.add(moved.taskId()));
    }
    return lost;
  }

  /** One round trip; returns those that lie elsewhere than was known. */
  private List<Lease> renew(List<Lease> held, Duration lease, Set<String> lost) {
    Map<String, Lease> byId = new HashMap<>();
    held.forEach(one -> byId.put(one.taskId(), one));
    List<Request> requests =
        held.stream()
            .collect(Collectors.groupingBy(one -> shards.find(one.taskId())))
            .entrySet()
            .stream()
            .map(entry -> {
              Request request = shards.script(Script.RENEW, entry.getKey()).with(lease);
              entry
                  .getValue()
                  .forEach(one -> request.with(one.taskId()).with(one.worker()).with(one.token()));
              return request;
            })
            .toList();
    Set<Lease> elsewhere = new HashSet<>();
    for (Pending pending : link.sendAll(requests)) {
      List<Object> answer = pending.answer();
      for (int i = 1; i < answer.size(); i += 2) {
        String id = Rows.text(answer.get(i));
        String at = Rows.text(answer.get(i + 1));
        Lease moved = byId.get(id);
        if (at.isEmpty() || moved == null) {
          lost.add(id);
        } else {
          shards.seen(id, Integer.parseInt(at));
          elsewhere.add(moved);
        }
      }
    }
    return List.copyOf(elsewhere);
  }
}
