package dev.ccrunner.worker.rounds;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Rounds;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RoundsSettings.class)
class RoundsConfiguration {
  @Bean
  Rounds rounds(RoundsSettings settings, Ticker ticker) {
    return (job, workspace, environment, mask, events, unless) ->
        new RunRounds(
            job.lease().spec(),
            new CheckBench(job.workbench(), workspace.folder(), environment, unless),
            mask,
            events,
            settings,
            ticker);
  }
}
