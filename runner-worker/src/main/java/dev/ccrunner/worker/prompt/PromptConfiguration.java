package dev.ccrunner.worker.prompt;

import dev.ccrunner.infra.blob.Blobs;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PromptSettings.class)
class PromptConfiguration {
  @Bean
  Prompts prompts(Blobs blobs, PromptSettings settings) {
    return new Prompts(blobs, settings);
  }
}
