package dev.ccrunner.infra.secret;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of this package as beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretSettings.class)
@Import(SecretRepository.class)
public class SecretConfiguration {
  @Bean
  KeyRing keyRing(SecretSettings settings) {
    return new KeyRing(settings);
  }

  @Bean
  Fingerprints fingerprints(KeyRing keys) {
    return new Fingerprints(keys);
  }

  @Bean
  Vault vault(
      SecretRepository repository,
      KeyRing keys,
      TransactionTemplate transactions,
      SecretSettings settings) {
    return new Vault(repository, keys, transactions, settings);
  }

  @Bean
  Rewrapping rewrapping(SecretRepository repository, KeyRing keys) {
    return new Rewrapping(repository, keys);
  }

  @Bean
  MissingKeys missingKeys(Rewrapping keys) {
    return new MissingKeys(keys);
  }
}
