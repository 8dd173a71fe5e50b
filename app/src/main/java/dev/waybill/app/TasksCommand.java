package dev.waybill.app;

import picocli.CommandLine.Command;

/** {@code waybill tasks}: what operators see of tasks and do with them. */
@Command(
    name = "tasks",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description =
        "Shows and handles the durable tasks of a store. What was said in them is never shown.",
    footer = {
      "",
      "Examples:",
      "  waybill tasks list --state failed --older 1h",
      "  waybill tasks retry mfx3k0a7pYkXyJm1Qb2l0tN0pX0Q4w",
      "  waybill tasks purge --state completed --older 7d --yes",
      "  waybill tasks watch --store sqlite:/var/lib/waybill/waybill.db",
      "",
      "With "
          + SharedKeys.VARIABLE
          + "=id:KEY, as workers have it, 'show' can tell steps from answers.",
      "",
      "Each ends with 0, 1 when a task was not found or there was nothing to do, 2 for wrong"
          + " options, 3 when the store cannot be opened or does not answer."
    },
    subcommands = {
      TasksList.class,
      TasksShow.class,
      TasksRetry.class,
      TasksCancel.class,
      TasksPurge.class,
      TasksStats.class,
      TasksWatch.class
    })
final class TasksCommand {}
