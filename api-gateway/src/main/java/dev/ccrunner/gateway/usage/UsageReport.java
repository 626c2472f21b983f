package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.web.CsvTable;
import dev.ccrunner.gateway.web.CsvTable.Column;
import dev.ccrunner.gateway.web.Tabular;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a report of use. */
@Schema(name = "UsageReport")
record UsageReport(
    @Schema(allowableValues = "usage_report") String object,
    @Schema(description = "The first day of UTC.") LocalDate from,
    @Schema(description = "The last day of UTC.") LocalDate to,
    List<String> groupBy,
    List<UsageRow> data,
    UsageTotals totals,
    @Nullable String nextCursor)
    implements Tabular {

  /** The rows, under columns for what they are grouped by; a sum over them would count twice. */
  @Override
  public CsvTable table() {
    var columns = new ArrayList<Column<UsageRow>>();
    groupBy.forEach(name -> columns.addAll(columns(name)));
    columns.addAll(NUMBERS);
    return CsvTable.of(data, columns);
  }

  private static final List<Column<UsageRow>> NUMBERS =
      List.of(
          new Column<>("runs", UsageRow::runs),
          new Column<>("attempts", UsageRow::attempts),
          new Column<>("input_tokens", UsageRow::inputTokens),
          new Column<>("output_tokens", UsageRow::outputTokens),
          new Column<>("cache_read_input_tokens", UsageRow::cacheReadInputTokens),
          new Column<>("cache_creation_input_tokens", UsageRow::cacheCreationInputTokens),
          new Column<>(
              "cost_usd", row -> row.costUsd() == null ? null : new BigDecimal(row.costUsd())),
          new Column<>("cost_complete", UsageRow::costComplete),
          new Column<>("unpriced_tokens", UsageRow::unpricedTokens),
          new Column<>("incomplete_attempts", UsageRow::incompleteAttempts),
          new Column<>("run_seconds", UsageRow::runSeconds));

  private static List<Column<UsageRow>> columns(String group) {
    return switch (group) {
      case "day" -> List.of(new Column<>("day", UsageRow::day));
      case "model" -> List.of(new Column<>("model", UsageRow::model));
      case "run" -> List.of(new Column<>("run_id", UsageRow::runId));
      case "user" ->
          List.of(
              column("user_id", UsageRow::user, UsageRow.User::id),
              column("user_email", UsageRow::user, UsageRow.User::email));
      case "key" ->
          List.of(
              column("key_id", UsageRow::key, UsageRow.Key::id),
              column("key_name", UsageRow::key, UsageRow.Key::name));
      case "team" ->
          List.of(
              column("team_id", UsageRow::team, UsageRow.Team::id),
              column("team_name", UsageRow::team, UsageRow.Team::name));
      default -> List.of(column(group, UsageRow::label, UsageRow.LabelValue::value));
    };
  }

  private static <P> Column<UsageRow> column(
      String name, Function<UsageRow, @Nullable P> part, Function<P, @Nullable String> text) {
    return new Column<>(
        name,
        row -> {
          P of = part.apply(row);
          return of == null ? null : text.apply(of);
        });
  }
}
