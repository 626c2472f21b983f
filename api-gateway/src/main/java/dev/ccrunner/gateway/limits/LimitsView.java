package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.web.CsvTable;
import dev.ccrunner.gateway.web.CsvTable.Column;
import dev.ccrunner.gateway.web.Tabular;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that bounds a caller, at this moment. */
@Schema(name = "Limits")
record LimitsView(
    @Schema(allowableValues = "limits") String object,
    List<AppliedLimit> limits,
    List<BudgetView> budgets)
    implements Tabular {
  /** Of the limits; budgets have a table of their own. */
  @Override
  public CsvTable table() {
    return CsvTable.of(
        limits,
        List.of(
            new Column<>("name", AppliedLimit::name),
            new Column<>("subject", AppliedLimit::subject),
            new Column<>("limit", AppliedLimit::limit),
            new Column<>("used", AppliedLimit::used),
            new Column<>("remaining", AppliedLimit::remaining),
            new Column<>("window_seconds", AppliedLimit::windowSeconds),
            new Column<>("source", AppliedLimit::source)));
  }

  @Override
  public @Nullable String nextCursor() {
    return null;
  }
}
