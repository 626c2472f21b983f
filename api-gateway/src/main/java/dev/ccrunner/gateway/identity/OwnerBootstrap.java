package dev.ccrunner.gateway.identity;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives the owner of a new installation the first team and the first key. Runs before the first
 * request is taken, and on one gateway at a time.
 */
@Component
class OwnerBootstrap implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(OwnerBootstrap.class);
  private static final String TEAM = "default";
  private static final String KEY = "owner";

  /** Each waits a few seconds for a connection. */
  private static final int ATTEMPTS = 10;

  private final ApiKeyRepository repository;
  private final TransactionTemplate transactions;
  private final BootstrapSettings settings;

  OwnerBootstrap(
      ApiKeyRepository repository, TransactionTemplate transactions, BootstrapSettings settings) {
    this.repository = repository;
    this.transactions = transactions;
    this.settings = settings;
  }

  @Override
  public void afterSingletonsInstantiated() {
    String text = settings.apiKey() == null ? "" : settings.apiKey().strip();
    ApiKey given = text.isEmpty() ? null : parse(text);
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        ensureKey(given);
        return;
      } catch (DataAccessException | TransactionException e) {
        log.warn("PostgreSQL went away while this gateway started; it is asked again", e);
      }
    }
    ensureKey(given);
  }

  private void ensureKey(@Nullable ApiKey given) {
    transactions.executeWithoutResult(_ -> {
      repository.lockForBootstrap();
      if (!repository.anyKey()) {
        create(given == null ? generate() : given);
      } else if (given != null && repository.find(given.hash()).isEmpty()) {
        log.warn("CCR_BOOTSTRAP_API_KEY is passed over: it only counts while there is no key yet");
      }
    });
  }

  private void create(ApiKey key) {
    var owner = new Caller(new TeamId(TimeOrderedIds.next()), new ApiKeyId(TimeOrderedIds.next()));
    repository.insertTeam(owner.teamId(), TEAM);
    repository.insertKey(owner, KEY, key);
    // Before the commit: a key that nobody could read must not be the one that exists. The other
    // way round, a file whose key was not committed, is mended by the next start.
    Path file = settings.apiKeyFile();
    if (file != null) {
      SecretFile.write(file, key.reveal() + "\n");
    }
    log.info(
        "Created the team {} and the owner's key {}, written to {}",
        owner.teamId(),
        key,
        file == null ? "no file: it was given" : file);
  }

  private static ApiKey parse(String text) {
    return ApiKey.parse(text)
        .orElseThrow(() ->
            new IllegalStateException(
                "CCR_BOOTSTRAP_API_KEY (ccr.bootstrap.api-key): expected ccr_, 30 letters or"
                    + " digits and 6 digits of checksum, found a text of %d characters that is"
                        .formatted(text.length())
                    + " none. Leave it out to get a generated key."));
  }

  private ApiKey generate() {
    if (settings.apiKeyFile() == null) {
      throw new IllegalStateException(
          "There is no API key yet, and nowhere to put a new one. Expected CCR_BOOTSTRAP_API_KEY"
              + " (ccr.bootstrap.api-key) with a key, or CCR_BOOTSTRAP_API_KEY_FILE"
              + " (ccr.bootstrap.api-key-file) with the path of a file to write one to.");
    }
    return ApiKey.generate(new SecureRandom());
  }
}
