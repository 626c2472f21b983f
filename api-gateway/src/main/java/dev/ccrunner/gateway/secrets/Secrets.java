package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.idempotency.RequestFingerprint;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.secret.Fingerprints;
import dev.ccrunner.infra.secret.Keeping;
import dev.ccrunner.infra.secret.NewSecret;
import dev.ccrunner.infra.secret.SecretChange;
import dev.ccrunner.infra.secret.SecretSettings;
import dev.ccrunner.infra.secret.StoredSecret;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What a team can do with its secrets. */
@Service
class Secrets {
  private final Vault vault;
  private final Fingerprints fingerprints;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final SecretLimits limits;
  private final SecretSettings settings;
  private final JsonMapper json;

  Secrets(
      Vault vault,
      Fingerprints fingerprints,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      SecretLimits limits,
      SecretSettings settings,
      JsonMapper json) {
    this.vault = vault;
    this.fingerprints = fingerprints;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.limits = limits;
    this.settings = settings;
    this.json = json;
  }

  /** Keeps a secret, once however often it is sent with the same key. */
  Answer create(Caller caller, SecretRequest asked, IdempotencyKey key) {
    var secret = decide(caller, asked);
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          var view = kept(vault.create(secret, limits.maxPerTeam()), secret.id().toString());
          audit.record(caller, AuditAction.SECRET_CREATED, secret.id(), null, view);
          return Answer.fresh(201, view.path(), json.writeValueAsString(view));
        });
  }

  /**
   * What is stored of the request to recognise it again. With a plain hash, who has the database
   * could try all short secrets until one fits.
   */
  RequestFingerprint fingerprint(String path, JsonBody body) {
    if (!vault.canSeal()) {
      throw notConfigured();
    }
    var message = new ByteArrayOutputStream();
    message.writeBytes(path.getBytes(StandardCharsets.UTF_8));
    message.write('\n');
    message.writeBytes(body.bytes());
    byte[] bytes = message.toByteArray();
    return new RequestFingerprint() {
      @Override
      public byte[] bytes() {
        return fingerprints.of(bytes).orElseThrow(Secrets::notConfigured);
      }

      @Override
      public boolean matches(byte[] stored) {
        return fingerprints.matches(stored, bytes);
      }
    };
  }

  SecretView look(Caller caller, String id) {
    return view(vault.find(caller.teamId(), id(id)).orElseThrow(() -> unknown(id)));
  }

  Page<SecretView> list(Caller caller, SecretQuery query) {
    // One more than is shown tells whether there is another page.
    var found = vault.list(caller.teamId(), query.kind(), query.before(), query.limit() + 1);
    var shown = found.stream().limit(query.limit()).toList();
    String next =
        found.size() > shown.size()
            ? PageCursor.after(shown.getLast().id().value(), query.list())
            : null;
    return new Page<>(shown.stream().map(this::view).toList(), next);
  }

  /**
   * Changes a secret.
   *
   * @param expected the version it must have; null: any
   */
  SecretView change(Caller caller, String id, @Nullable Integer expected, SecretRequest asked) {
    var secret = id(id);
    var before = vault.find(caller.teamId(), secret).orElseThrow(() -> unknown(id));
    var wanted = decide(before, asked);
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var next = kept(vault.change(caller.teamId(), secret, expected, wanted), id);
          audit.record(caller, AuditAction.SECRET_CHANGED, secret, view(before), next);
          return next;
        }));
  }

  void delete(Caller caller, String id) {
    transactions.executeWithoutResult(_ -> {
      var before = look(caller, id);
      if (!vault.delete(caller.teamId(), id(id))) {
        throw unknown(id);
      }
      audit.record(caller, AuditAction.SECRET_DELETED, id(id), before, null);
    });
  }

  private NewSecret decide(Caller caller, SecretRequest asked) {
    var problems = new FieldProblems();
    if (asked.name() == null) {
      problems.missing("/name", "a name");
    }
    checkCommon(asked, problems);
    var kind = kind(asked.kind(), problems);
    var content =
        kind == null ? null : new SecretContents(limits, problems).decide(kind, asked, null);
    problems.throwIfAny();
    Objects.requireNonNull(content, "refused above");
    return new NewSecret(
        caller.teamId(),
        new SecretId(TimeOrderedIds.next()),
        Objects.requireNonNull(asked.name()),
        asked.description() == null || asked.description().isEmpty() ? null : asked.description(),
        content.use(),
        content.parts(),
        Boolean.TRUE.equals(asked.teamDefault()));
  }

  private SecretChange decide(StoredSecret before, SecretRequest asked) {
    var problems = new FieldProblems();
    checkCommon(asked, problems);
    var kind = before.use().kind();
    if (asked.teamDefault() != null && kind != SecretKind.PROVIDER) {
      problems.foreign("/team_default", asked.teamDefault(), "the kind " + kind.wireName());
    }
    var content =
        asked.hasContent()
            ? new SecretContents(limits, problems).decide(kind, asked, before.use())
            : null;
    problems.throwIfAny();
    return new SecretChange(asked.name(), asked.description(), content, asked.teamDefault());
  }

  private void checkCommon(SecretRequest asked, FieldProblems problems) {
    if (asked.name() != null && !asked.name().matches(SecretRequest.NAME)) {
      problems.invalid(
          "/name",
          "Expected 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or a digit, found '%s'."
              .formatted(Shown.shortly(asked.name())));
    }
    if (asked.description() != null && asked.description().length() > limits.maxDescription()) {
      problems.invalid(
          "/description",
          "Expected at most %d characters, found %d."
              .formatted(limits.maxDescription(), asked.description().length()));
    }
  }

  private static @Nullable SecretKind kind(@Nullable String name, FieldProblems problems) {
    if (name == null) {
      problems.missing("/kind", "one of " + String.join(", ", SecretKind.wireNames()));
      return null;
    }
    var kind = SecretKind.ofWireName(name).orElse(null);
    if (kind == null) {
      problems.invalid(
          "/kind",
          "Expected one of %s, found '%s'."
              .formatted(String.join(", ", SecretKind.wireNames()), Shown.shortly(name)));
    }
    return kind;
  }

  private SecretView kept(Keeping keeping, String id) {
    return switch (keeping) {
      case Keeping.Kept(var secret) -> view(secret);
      case Keeping.NoKey _ -> throw notConfigured();
      case Keeping.NameTaken _ ->
          throw ProblemException.at(
              ErrorCode.SECRET_NAME_TAKEN,
              "/name",
              "Expected a name that no other secret of the team has, found one that is taken.");
      case Keeping.Full _ ->
          throw ProblemException.of(
              ErrorCode.TOO_MANY_SECRETS,
              "Expected fewer than %d secrets (ccr.secrets.limits.max-per-team). Delete one first."
                  .formatted(limits.maxPerTeam()));
      case Keeping.Unknown _ -> throw unknown(id);
      case Keeping.Changed(int version) ->
          throw ProblemException.of(
              ErrorCode.PRECONDITION_FAILED,
              "If-Match: expected \"%d\", found another. Read the secret again before changing it."
                  .formatted(version));
      case Keeping.Unreadable(var why) ->
          throw ProblemException.of(
              ErrorCode.SECRET_UNREADABLE,
              why + " Send its value together with the change to seal it anew.");
    };
  }

  private SecretView view(StoredSecret secret) {
    return SecretView.of(secret, settings.maskFrom());
  }

  private static SecretId id(String text) {
    return SecretId.parse(text).orElseThrow(() -> unknown(text));
  }

  private static ProblemException unknown(String id) {
    return ProblemException.of(
        ErrorCode.SECRET_NOT_FOUND,
        "Expected the id of a secret of this team, found '%s'.".formatted(Shown.shortly(id)));
  }

  private static ProblemException notConfigured() {
    return ProblemException.of(
        ErrorCode.SECRETS_NOT_CONFIGURED,
        "Expected a key to seal secrets with in ccr.secrets.key-file or ccr.secrets.keys (CCR_SECRETS_KEYS), found none. Whoever runs this service has to set one.");
  }
}
