package dev.ccrunner.gateway.idempotency;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.team.TeamId;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out a request once, however often it is sent with the same {@code Idempotency-Key}. The
 * answer is stored in the transaction of what it answers: either both exist, or the request never
 * happened and may be sent again. A refusal is not stored, for it changed nothing.
 */
@Component
public class IdempotentRequests {
  private final IdempotencyRepository repository;
  private final TransactionTemplate transactions;
  private final IdempotencySettings settings;

  IdempotentRequests(
      IdempotencyRepository repository,
      TransactionTemplate transactions,
      IdempotencySettings settings) {
    this.repository = repository;
    this.transactions = transactions;
    this.settings = settings;
  }

  /**
   * The answer of {@code work}, which runs in a transaction, or the one it gave the first time.
   * What must not happen twice but cannot be undone, such as ringing a bell, belongs after this
   * call and depends on {@link Answer#replayed()}.
   */
  public Answer once(TeamId team, IdempotencyKey key, Supplier<Answer> work) {
    Answer answer =
        transactions.execute(
            _ -> key.text() == null ? work.get() : once(team, key, key.text(), work));
    if (answer == null) {
      throw new IllegalStateException("Expected an answer to " + key.endpoint() + ", found none");
    }
    return answer;
  }

  /**
   * The same for an answer with a secret that is shown once: what is kept for a repetition has not
   * got it, so that it is stored nowhere.
   */
  public Answer onceShowing(TeamId team, IdempotencyKey key, Supplier<ShownOnce> work) {
    var first = new AtomicReference<@Nullable Answer>();
    Answer kept =
        once(
            team,
            key,
            () -> {
              ShownOnce answer = work.get();
              first.set(answer.shown());
              return answer.kept();
            });
    Answer shown = first.get();
    return kept.replayed() || shown == null ? kept : shown;
  }

  /** An answer as it is given now, and as it is kept for a repetition. */
  public record ShownOnce(Answer shown, Answer kept) {}

  private Answer once(TeamId team, IdempotencyKey key, String text, Supplier<Answer> work) {
    var taken = repository.take(team, key.endpoint(), text, settings.keep());
    if (!taken.ours()) {
      throw inProgress();
    }
    if (taken.stored() != null) {
      return replay(taken.stored(), key);
    }
    Answer answer = work.get();
    if (!repository.store(
        team, key.endpoint(), text, key.request().bytes(), answer, settings.keep())) {
      throw inProgress();
    }
    return answer;
  }

  private static ProblemException inProgress() {
    return ProblemException.of(
            ErrorCode.IDEMPOTENCY_IN_PROGRESS,
            "A request with this Idempotency-Key is being worked on. Send it again to get its"
                + " answer.")
        .withHeader("Retry-After", "1");
  }

  private static Answer replay(IdempotencyRepository.Stored stored, IdempotencyKey key) {
    if (key.request().matches(stored.requestHash())) {
      return stored.answer();
    }
    throw ProblemException.of(
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        "Expected the request that this Idempotency-Key was first used for, byte for byte, found"
            + " another. Choose a new key for a new request.");
  }
}
