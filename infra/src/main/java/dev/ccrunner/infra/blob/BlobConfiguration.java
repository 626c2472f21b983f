package dev.ccrunner.infra.blob;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of this package as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BlobSettings.class, S3Settings.class})
@Import({BlobRepository.class, FileRepository.class})
public class BlobConfiguration {
  @Bean
  BlobStore blobStore(BlobSettings settings, S3Settings s3) {
    return switch (settings.store()) {
      case DIRECTORY ->
          settings.directory() == null
              ? new NoBlobStore()
              : new DirectoryBlobStore(settings.directory());
      case S3 -> new S3BlobStore(s3);
    };
  }

  @Bean
  Blobs blobs(
      BlobRepository rows,
      BlobStore store,
      BlobSettings settings,
      ObjectProvider<BlobPatience> patience) {
    return new TeamBlobs(rows, store, settings, patience.getIfAvailable(() -> BlobPatience.NONE));
  }

  @Bean
  TeamFiles teamFiles(FileRepository repository, BlobSettings settings) {
    return new TeamFiles(repository, settings);
  }

  @Bean
  BlobCollection blobCollection(
      BlobRepository rows,
      FileRepository files,
      BlobStore store,
      TransactionTemplate transactions,
      BlobSettings settings) {
    return new BlobCollection(rows, files, store, transactions, settings);
  }
}
