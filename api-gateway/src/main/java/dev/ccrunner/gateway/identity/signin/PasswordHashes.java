package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Argon2id over passwords. It is slow and large on purpose, so only a few are computed at once:
 * people who sign in must not be able to take processors and memory from everybody else.
 */
@Component
public class PasswordHashes {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** Characters; one hashes in the same time as a short one, but has to be read. */
  private static final int LONGEST = 256;

  private final PasswordEncoder encoder;
  private final Semaphore turns;
  private final SignInSettings settings;
  private final Timer timer;

  /** Of a password that nobody knows. */
  private final String nobodys;

  PasswordHashes(SignInSettings settings, MeterRegistry registry) {
    this.settings = settings;
    this.encoder =
        new Argon2PasswordEncoder(
            SALT_BYTES,
            HASH_BYTES,
            settings.argon2Parallelism(),
            (int) settings.argon2Memory().toKilobytes(),
            settings.argon2Iterations());
    this.turns = new Semaphore(settings.hashesAtOnce(), true);
    this.timer = registry.timer("password.hash");
    this.nobodys = hash(UUID.randomUUID().toString());
  }

  /** What is stored of a password. */
  public String hash(String password) {
    return inTurn(() -> encoder.encode(password));
  }

  /**
   * Whether {@code password} is the one that was stored. Without one it is compared all the same,
   * with one that nobody knows: nobody can tell from the work which accounts there are.
   *
   * @param stored null: there is no account, or it has no password
   */
  boolean matches(String password, @Nullable String stored) {
    boolean same = inTurn(() -> encoder.matches(password, stored == null ? nobodys : stored));
    return same && stored != null;
  }

  /** Refuses a password that nobody should choose. */
  public void check(String pointer, String password) {
    int length = password.codePointCount(0, password.length());
    if (length < settings.minPasswordLength() || password.length() > LONGEST) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          pointer,
          "Expected a password of %d to %d characters, found %d."
              .formatted(settings.minPasswordLength(), LONGEST, length));
    }
  }

  private <T> T inTurn(Supplier<T> work) {
    boolean mine;
    try {
      mine = turns.tryAcquire(settings.hashWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine) {
      throw ProblemException.of(
              ErrorCode.UNAVAILABLE, "Too many people sign in at this moment. Try again.")
          .withHeader("Retry-After", "2");
    }
    try {
      return Objects.requireNonNull(timer.record(work));
    } finally {
      turns.release();
    }
  }
}
