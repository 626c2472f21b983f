package dev.ccrunner.infra.secret;

import static dev.ccrunner.infra.postgres.generated.Tables.SECRET;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Sealed secrets in PostgreSQL. */
class SecretRepository {
  private static final Field<Boolean> IS_DEFAULT =
      DSL.field(
              DSL.exists(
                  DSL.selectOne()
                      .from(TEAM)
                      .where(
                          TEAM.ID.eq(SECRET.TEAM_ID), TEAM.DEFAULT_PROVIDER_SECRET.eq(SECRET.ID))))
          .as("team_default");

  private final DSLContext db;

  SecretRepository(DSLContext db) {
    this.db = db;
  }

  /** Lets nobody else add a secret to the team until the end of the transaction. */
  void lockTeam(TeamId team) {
    // Not "for update": that would make every submit of the team wait, since runs refer to it.
    db.select(TEAM.ID).from(TEAM).where(TEAM.ID.eq(team.value())).forNoKeyUpdate().fetch();
  }

  int count(TeamId team) {
    return db.fetchCount(SECRET, SECRET.TEAM_ID.eq(team.value()));
  }

  /**
   * Adds a row.
   *
   * @return false when the team has another of that name
   */
  boolean insert(
      Binding binding,
      @Nullable String description,
      @Nullable String hint,
      boolean masked,
      Sealed sealed) {
    return db.insertInto(SECRET)
            .set(SECRET.TEAM_ID, binding.team().value())
            .set(SECRET.ID, binding.id().value())
            .set(SECRET.NAME, binding.name())
            .set(SECRET.KIND, binding.kind().wireName())
            .set(SECRET.PURPOSE, binding.purpose())
            .set(SECRET.DESCRIPTION, description)
            .set(SECRET.HINT, hint)
            .set(SECRET.MASKED, masked)
            .set(SECRET.VERSION, binding.version())
            .set(SECRET.KEK_VERSION, sealed.kekVersion())
            .set(SECRET.WRAPPED_KEY, sealed.wrappedKey())
            .set(SECRET.SEALED, sealed.value())
            .onConflict(SECRET.TEAM_ID, SECRET.NAME)
            .doNothing()
            .execute()
        == 1;
  }

  /** Whether another secret of the team than {@code id} has this name. */
  boolean nameTaken(TeamId team, String name, SecretId id) {
    return db.fetchExists(
        SECRET, SECRET.TEAM_ID.eq(team.value()), SECRET.NAME.eq(name), SECRET.ID.ne(id.value()));
  }

  /** Puts a new version in the place of a row that is locked. */
  void replace(
      Binding binding,
      @Nullable String description,
      @Nullable String hint,
      boolean masked,
      Sealed sealed) {
    db.update(SECRET)
        .set(SECRET.NAME, binding.name())
        .set(SECRET.PURPOSE, binding.purpose())
        .set(SECRET.DESCRIPTION, description)
        .set(SECRET.HINT, hint)
        .set(SECRET.MASKED, masked)
        .set(SECRET.VERSION, binding.version())
        .set(SECRET.KEK_VERSION, sealed.kekVersion())
        .set(SECRET.WRAPPED_KEY, sealed.wrappedKey())
        .set(SECRET.SEALED, sealed.value())
        .set(SECRET.UPDATED_AT, DSL.currentOffsetDateTime())
        .where(is(binding.team(), binding.id()))
        .execute();
  }

  Optional<SecretRow> find(TeamId team, SecretId id) {
    return db.select(SECRET.fields())
        .select(IS_DEFAULT)
        .from(SECRET)
        .where(is(team, id))
        .fetchOptional(SecretRepository::row);
  }

  /** The row, locked until the end of the transaction. */
  Optional<SecretRow> findForUpdate(TeamId team, SecretId id) {
    return db.select(SECRET.fields())
        .select(IS_DEFAULT)
        .from(SECRET)
        .where(is(team, id))
        .forUpdate()
        .of(SECRET)
        .fetchOptional(SecretRepository::row);
  }

  List<StoredSecret> find(TeamId team, Collection<SecretId> ids) {
    return db.select(SECRET.fields())
        .select(IS_DEFAULT)
        .from(SECRET)
        .where(
            SECRET.TEAM_ID.eq(team.value()),
            SECRET.ID.in(ids.stream().map(SecretId::value).toList()))
        .fetch(row -> row(row).secret());
  }

  /** Up to {@code limit} secrets, newest first. */
  List<StoredSecret> list(
      TeamId team, @Nullable SecretKind kind, @Nullable SecretId before, int limit) {
    Condition wanted = SECRET.TEAM_ID.eq(team.value());
    if (kind != null) {
      wanted = wanted.and(SECRET.KIND.eq(kind.wireName()));
    }
    if (before != null) {
      wanted = wanted.and(SECRET.ID.lt(before.value()));
    }
    return db.select(SECRET.fields())
        .select(IS_DEFAULT)
        .from(SECRET)
        .where(wanted)
        .orderBy(SECRET.ID.desc())
        .limit(limit)
        .fetch(row -> row(row).secret());
  }

  boolean delete(TeamId team, SecretId id) {
    return db.deleteFrom(SECRET).where(is(team, id)).execute() == 1;
  }

  /** Makes {@code id} the account that the team's runs use by default. */
  void makeDefault(TeamId team, SecretId id) {
    db.update(TEAM)
        .set(TEAM.DEFAULT_PROVIDER_SECRET, id.value())
        .where(TEAM.ID.eq(team.value()))
        .execute();
  }

  /** Takes that from it, if it is it. */
  void makeNoDefault(TeamId team, SecretId id) {
    db.update(TEAM)
        .setNull(TEAM.DEFAULT_PROVIDER_SECRET)
        .where(TEAM.ID.eq(team.value()), TEAM.DEFAULT_PROVIDER_SECRET.eq(id.value()))
        .execute();
  }

  Optional<SecretId> defaultProvider(TeamId team) {
    return db.select(TEAM.DEFAULT_PROVIDER_SECRET)
        .from(TEAM)
        .where(TEAM.ID.eq(team.value()))
        .fetchOptional(TEAM.DEFAULT_PROVIDER_SECRET)
        .map(SecretId::new);
  }

  /** Notes a use, once a minute at most: runs that start together must not queue for one row. */
  void touch(TeamId team, Collection<SecretId> ids) {
    db.update(SECRET)
        .set(SECRET.LAST_USED_AT, DSL.currentOffsetDateTime())
        .where(
            SECRET.TEAM_ID.eq(team.value()),
            SECRET.ID.in(ids.stream().map(SecretId::value).toList()),
            SECRET
                .LAST_USED_AT
                .isNull()
                .or(
                    SECRET.LAST_USED_AT.lt(
                        DSL.field("now() - interval '1 minute'", OffsetDateTime.class))))
        .execute();
  }

  /** How many secrets each version of the key wraps. */
  @AcrossTeams("a key of the installation, which seals the secrets of all teams")
  Map<Integer, Integer> countByKek() {
    return db.select(SECRET.KEK_VERSION, DSL.count())
        .from(SECRET)
        .groupBy(SECRET.KEK_VERSION)
        .fetchMap(row -> row.value1(), row -> row.value2());
  }

  /**
   * Up to {@code limit} rows after {@code last} whose data key is wrapped by one of {@code keks}.
   */
  @AcrossTeams("a key of the installation, which seals the secrets of all teams")
  List<SecretRow> wrappedBy(Set<Integer> keks, @Nullable SecretId last, int limit) {
    Condition wanted = SECRET.KEK_VERSION.in(keks);
    if (last != null) {
      wanted = wanted.and(SECRET.ID.gt(last.value()));
    }
    return db.select(SECRET.fields())
        .select(IS_DEFAULT)
        .from(SECRET)
        .where(wanted)
        .orderBy(SECRET.ID)
        .limit(limit)
        .fetch(SecretRepository::row);
  }

  /**
   * Changes how the data key is wrapped, of this very version only.
   *
   * @return false when somebody has changed or deleted it meanwhile
   */
  boolean rewrap(Binding binding, int from, Sealed sealed) {
    return db.update(SECRET)
            .set(SECRET.KEK_VERSION, sealed.kekVersion())
            .set(SECRET.WRAPPED_KEY, sealed.wrappedKey())
            .where(is(binding.team(), binding.id()))
            .and(SECRET.VERSION.eq(binding.version()))
            .and(SECRET.KEK_VERSION.eq(from))
            .execute()
        == 1;
  }

  private static SecretRow row(Record row) {
    var kind = SecretKind.ofWireName(row.get(SECRET.KIND)).orElseThrow();
    var binding =
        new Binding(
            new TeamId(row.get(SECRET.TEAM_ID)),
            new SecretId(row.get(SECRET.ID)),
            row.get(SECRET.VERSION),
            row.get(SECRET.NAME),
            kind,
            row.get(SECRET.PURPOSE));
    SecretUse use = SecretJson.use(kind, binding.purpose());
    OffsetDateTime used = row.get(SECRET.LAST_USED_AT);
    return new SecretRow(
        new StoredSecret(
            binding.team(),
            binding.id(),
            binding.name(),
            use,
            row.get(SECRET.DESCRIPTION),
            row.get(SECRET.HINT),
            row.get(SECRET.MASKED),
            binding.version(),
            row.get(IS_DEFAULT),
            row.get(SECRET.CREATED_AT).toInstant(),
            row.get(SECRET.UPDATED_AT).toInstant(),
            used == null ? null : used.toInstant()),
        binding,
        new Sealed(
            row.get(SECRET.KEK_VERSION), row.get(SECRET.WRAPPED_KEY), row.get(SECRET.SEALED)));
  }

  private static Condition is(TeamId team, SecretId id) {
    return SECRET.TEAM_ID.eq(team.value()).and(SECRET.ID.eq(id.value()));
  }
}
