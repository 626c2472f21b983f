package dev.ccrunner.worker.workspace;

import dev.ccrunner.infra.archive.ArchiveSettings;
import dev.ccrunner.infra.archive.Archives;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.git.GitCredentials;
import dev.ccrunner.worker.git.Repositories;
import dev.ccrunner.worker.job.WorkspaceSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArchiveSettings.class)
class WorkspaceConfiguration {
  @Bean
  WorkspaceSource workspaceSource(
      Repositories repositories,
      GitCredentials credentials,
      Blobs blobs,
      ArchiveSettings archives,
      Ticker ticker) {
    return new Workspaces(
        repositories, credentials::open, new PlacedFiles(blobs, new Archives(archives)), ticker);
  }
}
