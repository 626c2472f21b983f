package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.TranscriptParts;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Continuity;
import dev.ccrunner.worker.sandbox.JobRoot;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConversationSettings.class, SnapshotSettings.class})
class ContinuityConfiguration {
  @Bean
  TranscriptFlusher transcriptFlusher(TranscriptParts parts, ConversationSettings settings) {
    return new TranscriptFlusher(parts::append, settings);
  }

  @Bean
  Loop transcriptLoop(TranscriptFlusher flusher) {
    return new Loop("transcript-flusher", Duration.ZERO, flusher::flushWhenDue);
  }

  @Bean
  Continuity continuity(
      Blobs blobs,
      SessionConversations conversations,
      SessionSnapshots snapshots,
      TranscriptParts parts,
      TranscriptFlusher flusher,
      ConversationSettings conversationSettings,
      SnapshotSettings snapshotSettings,
      MeterRegistry registry,
      JobRoot jobs,
      Ticker ticker) {
    return new SessionContinuity(
        blobs,
        conversations,
        snapshots,
        parts,
        flusher,
        conversationSettings,
        snapshotSettings,
        new SnapshotMetrics(registry),
        jobs.scratch(),
        ticker);
  }
}
