package dev.ccrunner.infra.secret;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;

/** Says at the start, in one line, when there are secrets that this process could not open. */
final class MissingKeys implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(MissingKeys.class);

  private final Rewrapping keys;

  MissingKeys(Rewrapping keys) {
    this.keys = keys;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      var missing = keys.keyUse().stream().filter(use -> !use.available()).toList();
      int secrets = missing.stream().mapToInt(KeyUse::secrets).sum();
      if (secrets > 0) {
        log.warn(
            "{} secrets cannot be opened: they are sealed with versions {} of the key, which are neither in ccr.secrets.key-file nor in ccr.secrets.keys",
            secrets,
            missing.stream().map(KeyUse::version).toList());
      }
    } catch (DataAccessException e) {
      log.debug("PostgreSQL went away while keys for secrets were looked for", e);
    }
  }
}
