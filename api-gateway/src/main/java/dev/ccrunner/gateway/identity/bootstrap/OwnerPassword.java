package dev.ccrunner.gateway.identity.bootstrap;

import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.signin.PasswordHashes;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.team.UserId;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives the first owner a password: the one that is set, or a new one into a file. */
@Component
class OwnerPassword {
  private static final Logger log = LoggerFactory.getLogger(OwnerPassword.class);

  /** 120 bits, and short enough to be typed. */
  private static final int GENERATED_LENGTH = 20;

  private final BootstrapRepository repository;
  private final PasswordHashes hashes;
  private final AdminSettings settings;

  OwnerPassword(BootstrapRepository repository, PasswordHashes hashes, AdminSettings settings) {
    this.repository = repository;
    this.hashes = hashes;
    this.settings = settings;
  }

  /** In the transaction of the bootstrap; does nothing for an owner who has a password. */
  void ensure() {
    repository.withoutPassword(settings.email()).ifPresent(this::give);
  }

  private void give(UserId owner) {
    String given = settings.password();
    Path file = settings.passwordFile();
    if (given != null && !given.isEmpty()) {
      repository.setPassword(owner, hashes.hash(checked(given)));
      log.info("{} signs in with the password of CCR_ADMIN_PASSWORD", settings.email());
    } else if (file != null) {
      String password = SecretToken.generate().reveal().substring(0, GENERATED_LENGTH);
      repository.setPassword(owner, hashes.hash(password));
      // Before the commit, as with the key.
      SecretFile.write("the owner's password", file, password + "\n");
      log.info("{} signs in with the password in {}", settings.email(), file);
    } else {
      log.info(
          "{} has no password and cannot sign in yet: set CCR_ADMIN_PASSWORD, or make a link with"
              + " the owner's key and POST /v1/users/{id}/reset_password",
          settings.email());
    }
  }

  private String checked(String password) {
    try {
      hashes.check("CCR_ADMIN_PASSWORD", password);
      return password;
    } catch (ProblemException tooShort) {
      throw new IllegalStateException(tooShort.detail(), tooShort);
    }
  }
}
