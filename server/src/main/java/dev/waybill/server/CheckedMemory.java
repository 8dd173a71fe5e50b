package dev.waybill.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lets through to a store what is within the bounds, so that no store has to look. */
final class CheckedMemory implements SharedMemory {
  private final SharedMemory store;

  CheckedMemory(SharedMemory store) {
    this.store = store;
  }

  @Override
  public void put(String group, String key, byte[] value, Duration life) {
    group(group);
    Bounds.key(key);
    Bounds.size("A value", value, Bounds.VALUE);
    store.put(group, key, value, Bounds.life(life));
  }

  @Override
  public void remove(String group, String key) {
    group(group);
    Bounds.key(key);
    store.remove(group, key);
  }

  @Override
  public void removeAll(String group) {
    group(group);
    store.removeAll(group);
  }

  @Override
  public Map<String, byte[]> read(String group) {
    group(group);
    return store.read(group);
  }

  @Override
  public void append(String log, long number, byte[] entry, Duration life) {
    log(log);
    Bounds.number(number);
    Bounds.size("An entry", entry, Bounds.ENTRY);
    store.append(log, number, entry, Bounds.life(life));
  }

  @Override
  public List<Numbered> readAfter(String log, long number, int most) {
    log(log);
    Bounds.require(most > 0, "At least one entry is read, not " + most);
    return store.readAfter(log, Math.clamp(number, -1, Bounds.MOST_NUMBER), most);
  }

  @Override
  public void trim(String log, long upTo) {
    log(log);
    store.trim(log, Math.clamp(upTo, -1, Bounds.MOST_NUMBER));
  }

  private static void group(String name) {
    Bounds.name("A group", name);
  }

  private static void log(String name) {
    Bounds.name("A log", name);
  }
}
