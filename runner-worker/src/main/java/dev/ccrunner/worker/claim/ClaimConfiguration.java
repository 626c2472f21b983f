package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.ClaimAnswer;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.lease.LeaseSettings;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.warm.WarmSettings;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClaimSettings.class)
class ClaimConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ClaimConfiguration.class);

  @Bean
  Bells bells(KafkaProperties kafka, ClaimSettings settings) {
    // The admin client's properties are the connection and nothing else; a share consumer refuses
    // much of a consumer's.
    return new KafkaBells(kafka.buildAdminProperties(), settings);
  }

  @Bean
  DispatchListener.Claims claims(
      RunLeases leases,
      LeaseKeeper keeper,
      LeaseSettings lease,
      WorkerId self,
      Sandbox sandbox,
      ControlChannel channel) {
    return new DispatchListener.Claims() {
      @Override
      public long beforeClaim() {
        return keeper.beforeClaim();
      }

      @Override
      public ClaimAnswer claimOrGiveWay(DispatchBell bell) {
        return leases.claimOrGiveWay(
            bell.teamId(), bell.runId(), self, lease.ttl(), sandbox.level().wireName());
      }

      @Override
      public void passOn(DispatchBell bell, WorkerId keeper) {
        // Whether anybody heard it does not matter: the run is claimed here else.
        var _ =
            channel
                .send(keeper, ControlMessage.claim(bell))
                .exceptionally(failure -> {
                  log.debug("{} is not told of {}: {}", keeper, bell.runId(), failure.toString());
                  return false;
                });
      }

      @Override
      public Optional<RunLease> claim(DispatchBell bell) {
        return leases.claim(
            bell.teamId(), bell.runId(), self, lease.ttl(), sandbox.level().wireName());
      }
    };
  }

  @Bean
  Intake intake() {
    return new Intake();
  }

  @Bean
  DispatchListener dispatchListener(
      Bells bells,
      DispatchListener.Claims claims,
      RunCarrier carrier,
      Intake intake,
      ClaimSettings settings,
      WarmSettings warm,
      Faults faults) {
    return new DispatchListener(bells, claims, carrier, intake, settings, warm.yield(), faults);
  }

  /** Another worker has heard of a run that goes on with what this one keeps. */
  @Bean(destroyMethod = "close")
  ControlChannel.Listening claimListening(
      ControlChannel channel, WorkerId self, DispatchListener listener) {
    return channel.listen(
        self,
        message -> {
          var team = message.teamId();
          var run = message.runId();
          if (message.action() == ControlMessage.Action.CLAIM && team != null && run != null) {
            Thread _ =
                Thread.ofVirtual()
                    .name("claim-on-request")
                    .start(() -> listener.invited(new DispatchBell(team, run)));
          }
        });
  }

  @Bean
  Loop intakeLoop(DispatchListener listener) {
    return new Loop("dispatch-listener", Duration.ZERO, listener::listenOnce, Loop.Phase.INTAKE);
  }
}
