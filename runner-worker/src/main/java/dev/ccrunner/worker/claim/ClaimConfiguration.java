package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.lease.LeaseSettings;
import dev.ccrunner.worker.sandbox.Sandbox;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClaimSettings.class)
class ClaimConfiguration {
  @Bean
  Bells bells(KafkaProperties kafka, ClaimSettings settings) {
    // The admin client's properties are the connection and nothing else; a share consumer refuses
    // much of a consumer's.
    return new KafkaBells(kafka.buildAdminProperties(), settings);
  }

  @Bean
  DispatchListener.Claims claims(
      RunLeases leases, LeaseKeeper keeper, LeaseSettings lease, WorkerId self, Sandbox sandbox) {
    return new DispatchListener.Claims() {
      @Override
      public long beforeClaim() {
        return keeper.beforeClaim();
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
      Faults faults) {
    return new DispatchListener(bells, claims, carrier, intake, settings, faults);
  }

  @Bean
  Loop intakeLoop(DispatchListener listener) {
    return new Loop("dispatch-listener", Duration.ZERO, listener::listenOnce, Loop.Phase.INTAKE);
  }
}
