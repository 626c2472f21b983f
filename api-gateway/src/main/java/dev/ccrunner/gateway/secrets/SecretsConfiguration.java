package dev.ccrunner.gateway.secrets;

import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.secret.Rewrapping;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecretsConfiguration {
  /** All gateways do it: there is next to nothing to do, and who comes second finds it done. */
  @Bean
  Loop rewrapLoop(Rewrapping keys, SecretLimits limits) {
    return new Loop(
        "rewrap-secrets",
        limits.rewrapEvery(),
        () -> {
          int _ = keys.rewrapAll();
        });
  }
}
