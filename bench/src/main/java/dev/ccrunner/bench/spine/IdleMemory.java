package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.subject.Installation;
import dev.ccrunner.bench.subject.Memory;
import dev.ccrunner.bench.subject.Node;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What is held in memory after one run, when nothing happens any more. */
record IdleMemory(Scale scale) {

  private static final double LOCAL_LIMIT_MIB = 900;
  private static final double WORKER_LIMIT_MIB = 300;

  Figure ofLocalMode(Installation installation) throws IOException, SQLException {
    try (var local = installation.startLocal("ccr_local")) {
      settle();
      var services = installation.services();
      var program = Memory.ofTree(local.node().pid());
      var postgres = Memory.ofTree(services.postgres().pid());
      var kafka = Memory.ofTree(services.kafka().pid());
      var redis = Memory.ofTree(services.redis().pid());
      return new Figure(
          "idle_memory_local",
          program.plus(postgres).plus(kafka).plus(redis).pssMib(),
          "MiB PSS",
          "limit",
          LOCAL_LIMIT_MIB,
          new Aim.AtMost(1),
          Map.of(
              "gateway_and_worker_mib", program.pssMib(),
              "postgres_mib", postgres.pssMib(),
              "kafka_mib", kafka.pssMib(),
              "redis_mib", redis.pssMib()));
    }
  }

  Figure of(Node worker) throws IOException {
    settle();
    var memory = Memory.ofTree(worker.pid());
    return new Figure(
        "idle_memory_worker",
        memory.rssMib(),
        "MiB RSS",
        "limit",
        WORKER_LIMIT_MIB,
        new Aim.AtMost(1),
        Map.of("pss_mib", memory.pssMib()));
  }

  private void settle() {
    var end = System.nanoTime() + scale.settle().toNanos();
    for (var left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
