package dev.ccrunner.worker.lease;

import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobPatience;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.process.StandstillGuard;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LeaseSettings.class)
class LeaseConfiguration {
  private static final Duration LOOK_AT_DEADLINES_EVERY = Duration.ofMillis(250);

  @Bean
  LeaseKeeper leaseKeeper(
      RunLeases leases, LeaseSettings settings, Ticker ticker, StandstillGuard guard) {
    return new LeaseKeeper(leases::renew, settings, ticker, asked(guard));
  }

  private static LeaseKeeper.Guard asked(StandstillGuard guard) {
    return new LeaseKeeper.Guard() {
      @Override
      public void allow(long nanos) {
        guard.allow(nanos);
      }

      @Override
      public void allowForever() {
        guard.allowForever();
      }

      @Override
      public boolean fired() {
        return guard.fired();
      }
    };
  }

  /** What an attempt leaves is worth waiting for until another may have the run. */
  @Bean
  BlobPatience blobPatience(LeaseKeeper keeper) {
    return owner -> owner instanceof BlobOwner.Attempt(var key) && keeper.holds(key);
  }

  @Bean
  Loop renewalLoop(LeaseKeeper keeper, LeaseSettings settings) {
    return new Loop("lease-renewal", settings.renewEvery(), keeper::renewAll);
  }

  /** A loop of its own: a renewal may hang for as long as the network likes, a deadline may not. */
  @Bean
  Loop deadlineLoop(LeaseKeeper keeper) {
    return new Loop("lease-deadlines", LOOK_AT_DEADLINES_EVERY, keeper::giveUpOverdue);
  }

  @Bean(destroyMethod = "close")
  ControlChannel.Listening controlListening(
      ControlChannel channel, WorkerId self, LeaseKeeper keeper) {
    return channel.listen(
        self,
        message -> {
          switch (message.action()) {
            // What exactly is wanted stands in PostgreSQL, and comes with a renewal. This thread is
            // Redis's own.
            case CANCEL, CONTROL ->
                Thread.ofVirtual().name("renewal-on-request").start(keeper::renewAll);
            case CLAIM, DRAIN -> {
              // The intake and the registration listen for themselves.
            }
          }
        });
  }
}
