package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.USAGE_ENTRY;

import dev.ccrunner.infra.postgres.UsageDimension.Label;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.team.TeamId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Sums over what runs have used. Rows are written by whoever ends an attempt; see {@link
 * RunLeases}.
 */
public class UsageLedger {
  private static final Field<Long> TOKENS =
      USAGE_ENTRY
          .INPUT_TOKENS
          .plus(USAGE_ENTRY.OUTPUT_TOKENS)
          .plus(USAGE_ENTRY.CACHE_READ_INPUT_TOKENS)
          .plus(USAGE_ENTRY.CACHE_CREATION_INPUT_TOKENS);

  private static final Condition OWN = USAGE_ENTRY.MODEL.eq(DSL.inline(UsageRows.OWN));

  private final DSLContext db;

  UsageLedger(DSLContext db) {
    this.db = db;
  }

  /**
   * A page of groups.
   *
   * @param by what they are told apart and ordered by
   * @param after only groups behind this one; null: from the first
   * @param limit how many at most
   * @param patience how long PostgreSQL may take before it is stopped, to the second
   */
  public record Page(
      List<UsageDimension> by, @Nullable List<String> after, int limit, Duration patience) {
    public Page {
      by = List.copyOf(by);
    }

    /** Everything in one sum. */
    public static Page total(Duration patience) {
      return new Page(List.of(), null, 1, patience);
    }
  }

  /** Sums over what the runs of a team have used. */
  public List<UsageSum> sums(TeamId team, UsageFilter filter, Page page) {
    return read(query(USAGE_ENTRY.TEAM_ID.eq(team.value()), filter, page), page);
  }

  /** The same over all teams. */
  @AcrossTeams("reports about the installation")
  public List<UsageSum> sumsOfAll(UsageFilter filter, Page page) {
    return read(query(DSL.noCondition(), filter, page), page);
  }

  /**
   * Days first, by the index; all else is looked at row by row. A page behind the first reads only
   * from the day on at which the one before ended, when the report is by day.
   */
  ResultQuery<Record> query(Condition whose, UsageFilter filter, Page page) {
    var by = page.by().stream().<Field<?>>map(UsageLedger::value).toList();
    var columns = new ArrayList<Field<?>>(by);
    columns.addAll(sums(page.by().contains(Plain.MODEL) || filter.model() != null));
    var wanted = whose.and(matching(filter)).and(behind(page, by));
    return db.select(columns)
        .from(USAGE_ENTRY)
        .where(wanted)
        // By place, so that an expression with a bound value is the same one in both clauses.
        .groupBy(places(by.size()))
        .orderBy(places(by.size()))
        .limit(page.limit());
  }

  private static List<Field<Integer>> places(int count) {
    return IntStream.rangeClosed(1, count).<Field<Integer>>mapToObj(DSL::inline).toList();
  }

  private static Condition matching(UsageFilter filter) {
    var wanted = USAGE_ENTRY.DAY.between(filter.from(), filter.to());
    if (filter.user() != null) {
      wanted = wanted.and(USAGE_ENTRY.USER_ID.eq(filter.user().value()));
    }
    if (filter.key() != null) {
      wanted = wanted.and(USAGE_ENTRY.KEY_ID.eq(filter.key().value()));
    }
    if (filter.model() != null) {
      wanted = wanted.and(USAGE_ENTRY.MODEL.eq(filter.model()));
    }
    if (!filter.labels().isEmpty()) {
      wanted =
          wanted.and(
              DSL.condition(
                  "{0} @> {1}", USAGE_ENTRY.LABELS, DSL.val(StoredJson.labels(filter.labels()))));
    }
    return wanted;
  }

  private static Condition behind(Page page, List<Field<?>> by) {
    var after = page.after();
    if (after == null) {
      return DSL.noCondition();
    }
    var behind =
        DSL.row(by.toArray(Field[]::new)).gt(DSL.row(after.stream().map(DSL::val).toList()));
    return page.by().getFirst() == Plain.DAY
        ? behind.and(USAGE_ENTRY.DAY.ge(LocalDate.parse(after.getFirst())))
        : behind;
  }

  /** Never null, and compared byte by byte, so that a page ends where the next one begins. */
  private static Field<String> value(UsageDimension dimension) {
    var text =
        switch (dimension) {
          case Plain.TEAM -> USAGE_ENTRY.TEAM_ID.cast(String.class);
          case Plain.USER -> DSL.coalesce(USAGE_ENTRY.USER_ID.cast(String.class), DSL.inline(""));
          case Plain.KEY -> DSL.coalesce(USAGE_ENTRY.KEY_ID.cast(String.class), DSL.inline(""));
          case Plain.MODEL -> USAGE_ENTRY.MODEL;
          case Plain.DAY -> DSL.field("to_char({0}, 'YYYY-MM-DD')", String.class, USAGE_ENTRY.DAY);
          case Plain.RUN -> USAGE_ENTRY.RUN_ID.cast(String.class);
          case Label(var name) ->
              DSL.field(
                  "coalesce('=' || ({0} ->> {1}), '')",
                  String.class, USAGE_ENTRY.LABELS, DSL.inline(name));
        };
    return DSL.field("({0}) collate \"C\"", String.class, text);
  }

  /** In the order in which {@link #read} takes them. */
  private static List<Field<?>> sums(boolean byModel) {
    return List.of(
        DSL.countDistinct(USAGE_ENTRY.RUN_ID),
        // An attempt has one row in the group of a model, and one of its own.
        byModel ? DSL.count() : DSL.count().filterWhere(OWN),
        sum(USAGE_ENTRY.INPUT_TOKENS),
        sum(USAGE_ENTRY.OUTPUT_TOKENS),
        sum(USAGE_ENTRY.CACHE_READ_INPUT_TOKENS),
        sum(USAGE_ENTRY.CACHE_CREATION_INPUT_TOKENS),
        DSL.sum(USAGE_ENTRY.COST_USD),
        DSL.coalesce(DSL.boolAnd(USAGE_ENTRY.COST_KNOWN), DSL.inline(true)),
        DSL.coalesce(
            DSL.sum(TOKENS).filterWhere(USAGE_ENTRY.COST_KNOWN.isFalse()), BigDecimal.ZERO),
        DSL.count().filterWhere(OWN.and(USAGE_ENTRY.COST_KNOWN.isFalse())),
        DSL.sum(USAGE_ENTRY.RUN_MS),
        DSL.count());
  }

  private static Field<BigDecimal> sum(Field<Long> tokens) {
    return DSL.coalesce(DSL.sum(tokens), BigDecimal.ZERO);
  }

  private static List<UsageSum> read(ResultQuery<Record> query, Page page) {
    int from = page.by().size();
    return query
        .queryTimeout(Math.toIntExact(Math.max(1, page.patience().toSeconds())))
        .fetch(row -> read(row, from));
  }

  private static UsageSum read(Record row, int from) {
    var group = IntStream.range(0, from).mapToObj(i -> row.get(i, String.class)).toList();
    var cost = row.get(from + 6, BigDecimal.class);
    boolean complete = row.get(from + 7, Boolean.class);
    var millis = row.get(from + 10, Long.class);
    boolean nothing = row.get(from + 11, Long.class) == 0;
    return new UsageSum(
        group,
        row.get(from, Long.class),
        row.get(from + 1, Long.class),
        new TokenUsage(
            row.get(from + 2, Long.class),
            row.get(from + 3, Long.class),
            row.get(from + 4, Long.class),
            row.get(from + 5, Long.class)),
        cost == null && complete ? BigDecimal.ZERO : cost,
        complete,
        row.get(from + 8, Long.class),
        row.get(from + 9, Long.class),
        nothing ? Objects.requireNonNullElse(millis, 0L) : millis);
  }
}
