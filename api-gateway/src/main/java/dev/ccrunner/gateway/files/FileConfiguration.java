package dev.ccrunner.gateway.files;

import dev.ccrunner.infra.blob.BlobCollection;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.Duties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FileConfiguration {
  private static final String DUTY = "blob-strays";

  /** All gateways do it; each takes different contents. */
  @Bean
  Loop collectionLoop(BlobCollection collection, CollectionSettings settings) {
    return new Loop(
        "blob-collection",
        settings.every(),
        () -> {
          int _ = collection.collect(settings.keepOutputs(), settings.batch());
        });
  }

  /** Reading the names of all contents is much work: one gateway does it, while it lives. */
  @Bean
  Loop straysLoop(
      BlobCollection collection, Duties duties, CollectionSettings settings, Clock clock) {
    var self = TimeOrderedIds.next();
    var held = settings.straysEvery().multipliedBy(2);
    return new Loop(
        DUTY,
        settings.straysEvery(),
        () -> {
          if (duties.hold(DUTY, self, held)) {
            adopt(collection, clock);
          }
        });
  }

  private static void adopt(BlobCollection collection, Clock clock) {
    try {
      int _ = collection.adoptStrays(clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
