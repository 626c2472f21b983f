package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.ModelUse;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.RowCountQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Writes the table {@code usage_entry}: what an attempt used, in the transaction that ends it. */
final class UsageRows {
  /** In the place of a model's name: the row of the attempt itself. */
  static final String OWN = "";

  private static final String NAMELESS = "unknown";
  private static final int LONGEST_NAME = 200;

  private UsageRows() {}

  /**
   * One row for each model, and one for the attempt itself, in one statement of fixed text however
   * many there are. Who made the run, and its labels, are copied: a report reads nothing else.
   *
   * @param use null: its worker is lost; what it said last when it asked for money has to do
   */
  static RowCountQuery insertion(DSLContext db, LeaseKey key, @Nullable AttemptUse use) {
    var byModel = use == null ? Map.<String, ModelUse>of() : named(use.usage().byModel());
    int rows = byModel.size() + 1;
    var models = new String[rows];
    var input = new Long[rows];
    var output = new Long[rows];
    var cacheRead = new Long[rows];
    var cacheCreation = new Long[rows];
    var costs = new BigDecimal[rows];
    var known = new Boolean[rows];
    int i = 0;
    for (var entry : byModel.entrySet()) {
      var tokens = entry.getValue().tokens();
      models[i] = entry.getKey();
      input[i] = tokens.inputTokens();
      output[i] = tokens.outputTokens();
      cacheRead[i] = tokens.cacheReadInputTokens();
      cacheCreation[i] = tokens.cacheCreationInputTokens();
      costs[i] = entry.getValue().costUsd();
      known[i] = costs[i] != null;
      i++;
    }
    models[i] = OWN;
    input[i] = 0L;
    output[i] = 0L;
    cacheRead[i] = 0L;
    cacheCreation[i] = 0L;
    known[i] = use != null && use.whole();
    return db.query(
        """
        insert into usage_entry (team_id, run_id, attempt, model, ended_at, day, key_id, user_id, labels,
          run_ms, input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens,
          cost_usd, cost_known)
        select run.team_id, run.id, run.attempt, used.model, now(), (now() at time zone 'UTC')::date,
          run.key_id, run.user_id, run.labels,
          case when used.model = '' then
            greatest(0, coalesce(round(extract(epoch from now() - run.started_at) * 1000), 0)) end,
          used.input, used.output, used.cache_read, used.cache_creation,
          case when {9} then (
            select max(g.used_usd) from budget_grant g
            where g.team_id = run.team_id and g.run_id = run.id)
          else used.cost end,
          used.known
        from run, unnest({2}, {3}, {4}, {5}, {6}, {7}, {8})
          as used (model, input, output, cache_read, cache_creation, cost, known)
        where run.team_id = {0} and run.id = {1}
        """,
        DSL.val(key.teamId().value()),
        DSL.val(key.runId().value()),
        DSL.val(models),
        DSL.val(input),
        DSL.val(output),
        DSL.val(cacheRead),
        DSL.val(cacheCreation),
        DSL.val(costs),
        DSL.val(known),
        DSL.val(use == null));
  }

  /**
   * A provider may answer with any name for its model; none of them may keep a run from ending, or
   * be taken for the attempt's own row.
   */
  private static Map<String, ModelUse> named(Map<String, ModelUse> byModel) {
    var named = new TreeMap<String, ModelUse>();
    byModel.forEach((model, use) -> named.merge(name(model), use, ModelUse::plus));
    return named;
  }

  private static String name(String model) {
    String harmless = model.replaceAll("\\p{Cntrl}|\\p{Cs}", "?").strip();
    if (harmless.isEmpty()) {
      return NAMELESS;
    }
    return harmless.codePointCount(0, harmless.length()) <= LONGEST_NAME
        ? harmless
        : harmless.substring(0, harmless.offsetByCodePoints(0, LONGEST_NAME));
  }
}
