package dev.waybill.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks when a store is opened what its servers make durable, as far as they tell. */
final class Durability {
  private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

  private Durability() {}

  static void check(RedisServers servers, RedisOptions options) {
    List<Map<String, String>> all;
    try {
      all = servers.settings("appendonly", "appendfsync", "maxmemory", "maxmemory-policy");
    } catch (RedisCommandExecutionException e) {
      weak(
          options,
          "whether tasks survive a restart of Redis could not be checked, because CONFIG GET is"
              + " forbidden: appendonly must be yes and appendfsync always");
      return;
    } catch (RedisConnectionException e) {
      weak(
          options,
          "whether tasks survive a restart of Redis could not be checked, because a node is away");
      return;
    }
    all.forEach(settings -> check(settings, options));
  }

  private static void check(Map<String, String> settings, RedisOptions options) {
    evicts(settings, options);
    if (!"yes".equals(settings.get("appendonly"))) {
      weak(
          options,
          "tasks are lost when Redis stops, because it keeps no append-only file: set appendonly"
              + " yes and appendfsync always");
    } else if (!"always".equals(settings.get("appendfsync"))) {
      weak(
          options,
          "the tasks of the last moments are lost when the machine of Redis stops, because"
              + " appendfsync is "
              + settings.get("appendfsync")
              + ": set it to always");
    }
  }

  /** No key of the store has an expiry, so the volatile policies evict none of them. */
  private static void evicts(Map<String, String> settings, RedisOptions options) {
    String policy = settings.getOrDefault("maxmemory-policy", "");
    if (policy.startsWith("allkeys")) {
      String problem =
          "Redis throws away any key when its memory is full, because maxmemory-policy is "
              + policy
              + ": set it to noeviction";
      if (!"0".equals(settings.get("maxmemory"))) {
        throw new IllegalStateException(problem);
      }
      weak(options, problem + " before maxmemory is set");
    }
  }

  private static void weak(RedisOptions options, String problem) {
    if (options.durable()) {
      throw new IllegalStateException("Not durable as required: " + problem);
    }
    LOG.warn("{}", problem);
  }
}
