package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.web.CsvTable;
import dev.ccrunner.gateway.web.CsvTable.Column;
import dev.ccrunner.gateway.web.Tabular;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The budgets of a team: few, so there is one page. */
@Schema(name = "BudgetPage")
record BudgetPage(List<BudgetView> data, @Nullable String nextCursor) implements Tabular {
  @Override
  public CsvTable table() {
    return CsvTable.of(
        data,
        List.of(
            new Column<>("subject", BudgetView::subject),
            new Column<>("period", BudgetView::period),
            new Column<>("limit_usd", budget -> new BigDecimal(budget.limitUsd())),
            new Column<>("spent_usd", budget -> new BigDecimal(budget.spentUsd())),
            new Column<>("reserved_usd", budget -> new BigDecimal(budget.reservedUsd())),
            new Column<>("remaining_usd", budget -> new BigDecimal(budget.remainingUsd())),
            new Column<>("starts_at", BudgetView::startsAt),
            new Column<>("resets_at", BudgetView::resetsAt)));
  }
}
