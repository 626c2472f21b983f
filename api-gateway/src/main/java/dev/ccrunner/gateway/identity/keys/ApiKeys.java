package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.idempotency.IdempotentRequests.ShownOnce;
import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.UserId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a caller can do with keys. One's own are for everybody who may have keys; those of services,
 * and revoking other people's, take {@link Scope#KEYS_MANAGE}. Nobody changes or rotates another
 * person's key: whoever holds it would speak in that person's name.
 */
@Service
class ApiKeys {
  private final ApiKeyRepository repository;
  private final KnownKeys known;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final JsonMapper json;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ApiKeys(
      ApiKeyRepository repository,
      KnownKeys known,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      JsonMapper json,
      Clock clock) {
    this.repository = repository;
    this.known = known;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.json = json;
    this.clock = clock;
  }

  Answer create(Caller caller, JsonBody body, IdempotencyKey key) {
    KeyRequest asked = KeyRequest.toCreate(body, clock.instant());
    UserId owner = owner(caller, asked.service());
    KeyBounds.check(caller, ownTerms(caller), asked.terms());
    refuseWhoIsLimited(caller);
    ApiKey secret = ApiKey.generate(random);
    return shownOnce(
        caller,
        key,
        201,
        secret,
        () -> {
          var id = new ApiKeyId(TimeOrderedIds.next());
          var made =
              repository.insert(caller.teamId(), id, owner, asked.name(), asked.terms(), secret);
          audit.record(caller, AuditAction.API_KEY_CREATED, id, null, ApiKeyView.of(made));
          return made;
        });
  }

  /** Only the first answer has the key itself. */
  private Answer shownOnce(
      Caller caller, IdempotencyKey key, int status, ApiKey secret, Supplier<StoredKey> change) {
    return requests.onceShowing(
        caller.teamId(),
        key,
        () -> {
          var view = ApiKeyView.of(change.get());
          return new ShownOnce(answer(status, view.withKey(secret.reveal())), answer(status, view));
        });
  }

  private Answer answer(int status, ApiKeyView view) {
    String location = status == 201 ? "/v1/api_keys/" + view.id() : null;
    return Answer.fresh(status, location, json.writeValueAsString(view));
  }

  Page<ApiKeyView> list(Caller caller, QueryParameters query) {
    UserId only = caller.may(Scope.KEYS_MANAGE) ? null : caller.actor().userId();
    if (only == null && !caller.may(Scope.KEYS_MANAGE)) {
      return new Page<>(List.of(), null);
    }
    var page = PageRequest.of(query, "api_keys %s %s".formatted(caller.teamId(), only));
    return page.page(
        repository.list(caller.teamId(), only, page.last(), page.sought()),
        ApiKeyView::of,
        key -> key.id().value());
  }

  ApiKeyView get(Caller caller, String id) {
    return repository
        .find(caller.teamId(), id(id))
        .filter(key -> sees(caller, key))
        .map(ApiKeyView::of)
        .orElseThrow(() -> unknown(id));
  }

  ApiKeyView change(Caller caller, String id, JsonBody body) {
    var changed =
        transactions.execute(_ -> {
          StoredKey key = changeable(caller, id);
          KeyRequest asked = KeyRequest.toChange(key, body, clock.instant());
          KeyBounds.check(caller, ownTerms(caller), asked.terms());
          var next = repository.update(caller.teamId(), key.id(), asked.name(), asked.terms());
          audit.record(
              caller,
              AuditAction.API_KEY_CHANGED,
              key.id(),
              ApiKeyView.of(key),
              ApiKeyView.of(next));
          return next;
        });
    known.forget(caller.teamId(), id(id));
    return ApiKeyView.of(Objects.requireNonNull(changed));
  }

  Answer rotate(Caller caller, String id, Duration overlap, IdempotencyKey key) {
    ApiKey secret = ApiKey.generate(random);
    Answer answer =
        shownOnce(
            caller,
            key,
            200,
            secret,
            () -> {
              StoredKey before = changeable(caller, id);
              KeyBounds.check(caller, ownTerms(caller), before.terms());
              var next = repository.rotate(caller.teamId(), before.id(), secret, overlap);
              audit.record(
                  caller,
                  AuditAction.API_KEY_ROTATED,
                  next.id(),
                  ApiKeyView.of(before),
                  ApiKeyView.of(next));
              return next;
            });
    known.forget(caller.teamId(), id(id));
    return answer;
  }

  void revoke(Caller caller, String id) {
    transactions.executeWithoutResult(_ -> {
      StoredKey key = seen(caller, id);
      repository.revoke(caller.teamId(), key.id());
      audit.record(caller, AuditAction.API_KEY_REVOKED, key.id(), ApiKeyView.of(key), null);
    });
    known.forget(caller.teamId(), id(id));
  }

  /** Locked until the end of the transaction. */
  private StoredKey changeable(Caller caller, String id) {
    StoredKey key = seen(caller, id);
    if (key.owner() != null && !key.owner().equals(caller.actor().userId())) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "Expected a key of your own or of a service: another person's key can be revoked, but"
              + " neither changed nor rotated.");
    }
    if (key.revokedAt() != null) {
      throw ProblemException.of(
          ErrorCode.API_KEY_REVOKED,
          "Expected a key that is in force, found one revoked at %s.".formatted(key.revokedAt()));
    }
    return key;
  }

  private StoredKey seen(Caller caller, String id) {
    return repository
        .lock(caller.teamId(), id(id))
        .filter(key -> sees(caller, key))
        .orElseThrow(() -> unknown(id));
  }

  private static boolean sees(Caller caller, StoredKey key) {
    return caller.may(Scope.KEYS_MANAGE)
        || (key.owner() != null && key.owner().equals(caller.actor().userId()));
  }

  private static @Nullable UserId owner(Caller caller, boolean service) {
    if (service) {
      caller.require(Scope.KEYS_MANAGE, "A key of a service");
      return null;
    }
    UserId owner = caller.actor().userId();
    if (owner == null) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/service",
          "Expected true: this key belongs to a service, so it can make no key of a person.");
    }
    return owner;
  }

  /** Those of the key that calls; null when a person does. */
  private @Nullable KeyTerms ownTerms(Caller caller) {
    return switch (caller.actor()) {
      case Actor.User _ -> null;
      case Actor.Key(var id, _) ->
          repository
              .find(caller.teamId(), id)
              .orElseThrow(() -> new IllegalStateException("Expected the caller's key " + id))
              .terms();
    };
  }

  /** A key made by one with a budget would have none, and could make the next. */
  private void refuseWhoIsLimited(Caller caller) {
    if (caller.actor() instanceof Actor.Key(var id, _)
        && repository.isLimited(caller.teamId(), id)) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "Expected a key for which neither limits nor a budget are set, since the key it makes"
              + " would have none of them.");
    }
  }

  private static ApiKeyId id(String text) {
    return ApiKeyId.parse(text).orElseThrow(() -> unknown(text));
  }

  private static ProblemException unknown(String text) {
    return ProblemException.of(
        ErrorCode.API_KEY_NOT_FOUND,
        "Expected the id of an API key that you may see, found '%s'."
            .formatted(Shown.shortly(text)));
  }
}
