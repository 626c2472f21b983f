package dev.ccrunner.worker.registration;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.WorkerRegistration;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.ClaudeCode;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.WorkerSettings;
import dev.ccrunner.worker.claim.ClaimSettings;
import dev.ccrunner.worker.claim.Intake;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.lease.LeaseSettings;
import dev.ccrunner.worker.limits.Enclosures;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.warm.WarmSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RegistrationConfiguration {
  @Bean
  WorkerId workerId() {
    return new WorkerId(TimeOrderedIds.next());
  }

  @Bean
  ClaudeCode claudeCode(WorkerSettings settings, ChildProcesses processes) {
    try {
      Files.createDirectories(settings.data());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create the worker's data folder " + settings.data(), e);
    }
    return new ClaudeCode(
        settings.claudeBin(), ClaudeVersion.ask(processes, settings.claudeBin(), settings.data()));
  }

  @Bean(destroyMethod = "leave")
  Registration registration(
      WorkerRegistry registry,
      WorkerId self,
      WorkerSettings settings,
      ClaimSettings claim,
      ClaudeCode claude,
      Sandbox sandbox,
      LeaseKeeper leases,
      Intake intake,
      WarmSessions warm,
      Enclosures enclosures) {
    var entry =
        new WorkerRegistration(
            self,
            settings.name().isBlank() ? hostName() : settings.name(),
            claim.slots(),
            claude.version(),
            sandbox.level().wireName(),
            settings.model());
    return new Registration(registry, entry, leases, intake, warm, enclosures.mechanism());
  }

  @Bean
  Drain drain(
      Registration registration, LeaseKeeper leases, WorkerSettings settings, Ticker ticker) {
    return new Drain(registration, leases, settings.drainTime(), ticker);
  }

  @Bean
  Loop registrationLoop(Registration registration, LeaseSettings settings) {
    return new Loop("registration", settings.renewEvery(), registration::report);
  }

  @Bean(destroyMethod = "close")
  ControlChannel.Listening drainListening(
      ControlChannel channel, WorkerId self, Registration registration) {
    return channel.listen(
        self,
        message -> {
          if (message.action() == ControlMessage.Action.DRAIN) {
            Thread _ = Thread.ofVirtual().name("report-on-request").start(registration::report);
          }
        });
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "worker";
    }
  }
}
