package dev.ccrunner.worker.prompt;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PromptSettings.class)
class PromptConfiguration {
  @Bean
  Prompts prompts(ObjectProvider<Blobs> blobs, PromptSettings settings) {
    return new Prompts(blobs.getIfAvailable(Nothing::new), settings);
  }

  /** A worker without a store has no contents. */
  private static final class Nothing implements Blobs {
    @Override
    public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) throws IOException {
      throw new IOException("there is no store");
    }

    @Override
    public InputStream open(StoredBlob blob, long from, long length) throws IOException {
      throw new BlobMissing(blob.key());
    }
  }
}
