package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.forge.Publisher;
import dev.ccrunner.worker.job.Harvest;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HarvestSettings.class)
class HarvestConfiguration {
  @Bean
  Harvest harvest(
      Blobs blobs,
      Publisher publisher,
      HarvestSettings settings,
      MeterRegistry registry,
      Ticker ticker) {
    var repositories = new OwnGits(settings, ticker);
    return new RunHarvest(
        new Patches(blobs, settings, repositories),
        new LargeFiles(repositories),
        new Artifacts(blobs, settings, ticker),
        publisher::publish,
        settings,
        new HarvestMetrics(registry),
        ticker);
  }
}
