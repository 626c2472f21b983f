package dev.ccrunner.infra.secret;

import dev.ccrunner.infra.secret.Keeping.Changed;
import dev.ccrunner.infra.secret.Keeping.Full;
import dev.ccrunner.infra.secret.Keeping.Kept;
import dev.ccrunner.infra.secret.Keeping.NameTaken;
import dev.ccrunner.infra.secret.Keeping.NoKey;
import dev.ccrunner.infra.secret.Keeping.Unknown;
import dev.ccrunner.infra.secret.Keeping.Unreadable;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.team.TeamId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** The secrets of all teams. Every question names the team, and finds nothing of another. */
public final class Vault {
  private final SecretRepository repository;
  private final Envelope envelope;
  private final KeyRing keys;
  private final TransactionTemplate transactions;
  private final SecretSettings settings;

  Vault(
      SecretRepository repository,
      KeyRing keys,
      TransactionTemplate transactions,
      SecretSettings settings) {
    this.repository = repository;
    this.envelope = new Envelope(keys);
    this.keys = keys;
    this.transactions = transactions;
    this.settings = settings;
  }

  /** Whether there is a key to seal with: without one no secret can be made or changed. */
  public boolean canSeal() {
    return keys.canSeal();
  }

  /**
   * Keeps a new secret; in the caller's transaction, if there is one.
   *
   * @param most how many secrets the team may have
   */
  public Keeping create(NewSecret secret, int most) {
    return done(transactions.execute(_ -> createNow(secret, most)));
  }

  private Keeping createNow(NewSecret secret, int most) {
    var kek = keys.sealing();
    if (kek.isEmpty()) {
      return new NoKey();
    }
    repository.lockTeam(secret.team());
    if (repository.count(secret.team()) >= most) {
      return new Full();
    }
    var binding =
        new Binding(
            secret.team(),
            secret.id(),
            1,
            secret.name(),
            secret.use().kind(),
            SecretJson.purpose(secret.use()));
    var sealed = seal(kek.get(), secret.parts(), binding);
    boolean added =
        repository.insert(
            binding, secret.description(), hint(secret.parts()), isMasked(secret.parts()), sealed);
    if (!added) {
      return new NameTaken();
    }
    if (secret.teamDefault()) {
      repository.makeDefault(secret.team(), secret.id());
    }
    return kept(secret.team(), secret.id());
  }

  /**
   * Changes a secret. Every change is a version, sealed as a whole.
   *
   * @param expected the version it must have; null: any
   */
  public Keeping change(TeamId team, SecretId id, @Nullable Integer expected, SecretChange change) {
    return done(transactions.execute(_ -> changeNow(team, id, expected, change)));
  }

  private Keeping changeNow(
      TeamId team, SecretId id, @Nullable Integer expected, SecretChange change) {
    var found = repository.findForUpdate(team, id).orElse(null);
    if (found == null) {
      return new Unknown();
    }
    var before = found.binding();
    if (expected != null && expected != before.version()) {
      return new Changed(before.version());
    }
    var kek = keys.sealing();
    if (kek.isEmpty()) {
      return new NoKey();
    }
    var name = Objects.requireNonNullElse(change.name(), before.name());
    if (repository.nameTaken(team, name, id)) {
      return new NameTaken();
    }
    var content = change.content();
    SecretParts parts;
    try {
      parts = content == null ? open(found) : content.parts();
    } catch (Unsealable e) {
      return new Unreadable(e.why());
    }
    var after =
        new Binding(
            team,
            id,
            before.version() + 1,
            name,
            before.kind(),
            content == null ? before.purpose() : SecretJson.purpose(content.use()));
    repository.replace(
        after,
        described(found.secret().description(), change.description()),
        hint(parts),
        isMasked(parts),
        seal(kek.get(), parts, after));
    if (Boolean.TRUE.equals(change.teamDefault())) {
      repository.makeDefault(team, id);
    } else if (Boolean.FALSE.equals(change.teamDefault())) {
      repository.makeNoDefault(team, id);
    }
    return kept(team, id);
  }

  private static @Nullable String described(@Nullable String before, @Nullable String change) {
    if (change == null) {
      return before;
    }
    return change.isEmpty() ? null : change;
  }

  /** All of it but its value. */
  public Optional<StoredSecret> find(TeamId team, SecretId id) {
    return repository.find(team, id).map(SecretRow::secret);
  }

  /** Those of {@code ids} that the team has. */
  public List<StoredSecret> find(TeamId team, Collection<SecretId> ids) {
    return ids.isEmpty() ? List.of() : repository.find(team, ids);
  }

  /** Up to {@code limit} of the team's secrets, newest first. */
  public List<StoredSecret> list(
      TeamId team, @Nullable SecretKind kind, @Nullable SecretId before, int limit) {
    return repository.list(team, kind, before, limit);
  }

  /** Deletes it; runs that are queued with it will fail. Whether there was one. */
  public boolean delete(TeamId team, SecretId id) {
    return repository.delete(team, id);
  }

  /** The account at a model provider that the team's runs use when they name none. */
  public Optional<SecretId> defaultProvider(TeamId team) {
    return repository.defaultProvider(team);
  }

  /** Opens a secret for a run that starts now. */
  public Opening open(TeamId team, SecretId id) {
    var row = repository.find(team, id).orElse(null);
    if (row == null) {
      return new Opening.Gone();
    }
    try {
      return new Opening.Opened(row.secret(), open(row));
    } catch (Unsealable e) {
      return new Opening.Unreadable(row.secret().name(), e.why());
    }
  }

  /** Notes that a run has got these. */
  public void used(TeamId team, Collection<SecretId> ids) {
    if (!ids.isEmpty()) {
      repository.touch(team, ids);
    }
  }

  private Kept kept(TeamId team, SecretId id) {
    return new Kept(repository.find(team, id).orElseThrow().secret());
  }

  private Sealed seal(Kek kek, SecretParts parts, Binding binding) {
    byte[] clear = SecretJson.clear(parts);
    try {
      return envelope.seal(kek, clear, binding);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private SecretParts open(SecretRow row) throws Unsealable {
    byte[] clear = envelope.open(row.sealed(), row.binding());
    try {
      return SecretJson.parts(clear);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }

  private boolean isMasked(SecretParts parts) {
    return parts.shortest() >= settings.maskFrom();
  }

  /** Of a long token only: four characters of a word would give it away. */
  private @Nullable String hint(SecretParts parts) {
    if (parts.byName().size() != 1) {
      return null;
    }
    String only = parts.byName().values().iterator().next();
    boolean token = only.chars().allMatch(c -> c > ' ' && c < 127);
    return token && only.length() >= settings.hintFrom() ? only.substring(only.length() - 4) : null;
  }

  private static Keeping done(@Nullable Keeping keeping) {
    return Objects.requireNonNull(keeping, "a transaction answers");
  }
}
