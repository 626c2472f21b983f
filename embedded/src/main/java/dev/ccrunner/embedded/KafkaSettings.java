package dev.ccrunner.embedded;

import java.nio.file.Path;

/**
 * The whole server.properties: one node that is broker and controller, sized for records that carry
 * ids only.
 */
final class KafkaSettings {

  private KafkaSettings() {}

  static String render(int port, int controllerPort, Path logs) {
    return """
    # Written anew at each start.
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=BROKER://127.0.0.1:%1$d
    listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
    inter.broker.listener.name=BROKER
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    # A misspelt topic name should fail, not make a topic.
    auto.create.topics.enable=false

    # One node: one replica of everything.
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=1

    # Nobody waits for further nodes or members.
    broker.session.timeout.ms=3000
    broker.heartbeat.interval.ms=500
    controller.quorum.election.timeout.ms=100
    group.initial.rebalance.delay.ms=0
    # A share consumer gets its partitions with a heartbeat; at the usual 5 s the first record would take that long.
    group.share.min.heartbeat.interval.ms=500
    group.share.heartbeat.interval.ms=500
    group.share.max.size=1000

    # A doorbell that nobody heard for a day is rung again by other means.
    log.retention.hours=24
    log.retention.bytes=134217728
    log.segment.bytes=16777216
    log.index.size.max.bytes=1048576
    metadata.log.segment.bytes=8388608
    metadata.max.retention.bytes=33554432
    metadata.max.idle.interval.ms=5000

    # Small.
    num.network.threads=2
    num.io.threads=4
    background.threads=2
    num.recovery.threads.per.data.dir=1
    log.cleaner.threads=1
    log.cleaner.dedupe.buffer.size=4194304
    """
        .formatted(port, controllerPort, escaped(logs));
  }

  /** As java.util.Properties wants it; and Kafka splits the value at commas. */
  private static String escaped(Path path) {
    var text = path.toString();
    if (text.contains(",")) {
      throw new EmbeddedStartFailed(
          "Kafka cannot keep data in a folder with a comma in its name: %s. Choose another data folder."
              .formatted(text));
    }
    return text.replace("\\", "\\\\");
  }

  /** Only what goes wrong, in two files of bounded size. */
  static String renderLogback(Path file) {
    return """
    <configuration>
      <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
        <file>%1$s</file>
        <encoder><pattern>%%d{ISO8601,UTC} %%-5level %%logger{0} %%msg%%n</pattern></encoder>
        <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
          <fileNamePattern>%1$s.%%i</fileNamePattern>
          <minIndex>1</minIndex>
          <maxIndex>1</maxIndex>
        </rollingPolicy>
        <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
          <maxFileSize>5MB</maxFileSize>
        </triggeringPolicy>
      </appender>
      <root level="WARN"><appender-ref ref="file"/></root>
    </configuration>
    """
        .formatted(file.toString().replace("&", "&amp;").replace("<", "&lt;"));
  }
}
