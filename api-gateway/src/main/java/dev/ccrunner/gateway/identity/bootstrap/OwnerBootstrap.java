package dev.ccrunner.gateway.identity.bootstrap;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
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
 * Gives a new installation its first team, that team an owner, and the owner a key. Runs before the
 * first request is taken, and on one gateway at a time.
 */
@Component
class OwnerBootstrap implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(OwnerBootstrap.class);
  private static final String TEAM = "default";
  private static final String KEY = "owner";

  /** Each waits a few seconds for a connection. */
  private static final int ATTEMPTS = 10;

  private final BootstrapRepository repository;
  private final TransactionTemplate transactions;
  private final BootstrapSettings settings;
  private final AdminSettings admin;
  private final OwnerPassword password;

  OwnerBootstrap(
      BootstrapRepository repository,
      TransactionTemplate transactions,
      BootstrapSettings settings,
      AdminSettings admin,
      OwnerPassword password) {
    this.repository = repository;
    this.transactions = transactions;
    this.settings = settings;
    this.admin = admin;
    this.password = password;
  }

  @Override
  public void afterSingletonsInstantiated() {
    String text = settings.apiKey() == null ? "" : settings.apiKey().strip();
    ApiKey given = text.isEmpty() ? null : parse(text);
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        ensure(given);
        return;
      } catch (DataAccessException | TransactionException e) {
        log.warn("PostgreSQL went away while this gateway started; it is asked again", e);
      }
    }
    ensure(given);
  }

  private void ensure(@Nullable ApiKey given) {
    transactions.executeWithoutResult(_ -> {
      repository.lock();
      TeamId team = repository.firstTeam().orElseGet(this::createTeam);
      if (!repository.anyKey()) {
        createKey(team, given == null ? generate() : given);
      } else if (given != null && !repository.hasKey(given.hash())) {
        log.warn("CCR_BOOTSTRAP_API_KEY is passed over: it only counts while there is no key yet");
      }
      if (!repository.anyUser()) {
        createOwner(team);
      }
      password.ensure();
    });
  }

  private TeamId createTeam() {
    var team = new TeamId(TimeOrderedIds.next());
    repository.insertTeam(team, TEAM);
    log.info("Created the team {}", team);
    return team;
  }

  private void createKey(TeamId team, ApiKey key) {
    repository.insertKey(team, new ApiKeyId(TimeOrderedIds.next()), KEY, key);
    // Before the commit: a key that nobody could read must not be the one that exists. The other
    // way round, a file whose key was not committed, is mended by the next start.
    Path file = settings.apiKeyFile();
    if (file != null) {
      SecretFile.write("the API key", file, key.reveal() + "\n");
    }
    log.info(
        "Created the owner's key {}, written to {}",
        key,
        file == null ? "no file: it was given" : file);
  }

  private void createOwner(TeamId team) {
    var owner = new UserId(TimeOrderedIds.next());
    repository.insertOwner(team, owner, admin.email());
    repository.adoptKeys(team, owner);
    log.info("Created the owner {} of the team {}", admin.email(), team);
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
