package dev.ccrunner.gateway.limits;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** All that bounds a caller, at this moment. */
@Schema(name = "Limits")
record LimitsView(
    @Schema(allowableValues = "limits") String object,
    List<AppliedLimit> limits,
    List<BudgetView> budgets) {}
