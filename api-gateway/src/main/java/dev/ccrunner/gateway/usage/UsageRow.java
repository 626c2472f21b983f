package dev.ccrunner.gateway.usage;

import dev.ccrunner.infra.postgres.UsageDimension;
import dev.ccrunner.infra.postgres.UsageDimension.Label;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import dev.ccrunner.infra.postgres.UsageSum;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One group of a report. What it is not grouped by is null. */
@Schema(name = "UsageRow")
record UsageRow(
    @Schema(description = "Of UTC.") @Nullable LocalDate day,
    @Schema(description = "Null also for what belongs to no model: run seconds, and lost attempts.")
        @Nullable String model,
    @Schema(description = "Null also for keys of services.") @Nullable User user,
    @Schema(description = "Null also for people who were signed in.") @Nullable Key key,
    @Nullable Team team,
    @Schema(example = "run_01kb3xw6q8e0fb2a3c4d5e6f7g") @Nullable String runId,
    @Nullable LabelValue label,
    long runs,
    long attempts,
    long inputTokens,
    long outputTokens,
    long cacheReadInputTokens,
    long cacheCreationInputTokens,
    @Schema(description = UsageApi.COST, example = "12.5") @Nullable String costUsd,
    @Schema(description = UsageApi.COMPLETE) boolean costComplete,
    @Schema(description = UsageApi.UNPRICED) long unpricedTokens,
    @Schema(description = UsageApi.INCOMPLETE) long incompleteAttempts,
    @Schema(description = UsageApi.SECONDS) @Nullable BigDecimal runSeconds) {

  /** Who submitted it. */
  @Schema(name = "UsageUser")
  record User(
      String id, @Schema(description = "Of members; takes members:read.") @Nullable String email) {}

  /** With what it was submitted. */
  @Schema(name = "UsageKey")
  record Key(String id, @Schema(description = "Takes keys:manage.") @Nullable String name) {}

  /** Whose it was. */
  @Schema(name = "UsageTeam")
  record Team(String id, @Nullable String name) {}

  /** The value of the label that the report is grouped by. */
  @Schema(name = "UsageLabel")
  record LabelValue(
      String name,
      @Schema(description = "Null: runs without this label.") @Nullable String value) {}

  static UsageRow of(UsageSum sum, List<UsageDimension> by, UsageNames.Found names) {
    var group = new Group(sum.group(), by);
    var numbers = UsageTotals.of(sum);
    return new UsageRow(
        group.value(Plain.DAY, LocalDate::parse),
        group.value(Plain.MODEL, model -> model),
        group.id(Plain.USER, id -> new User(new UserId(id).toString(), names.email(id))),
        group.id(Plain.KEY, id -> new Key(new ApiKeyId(id).toString(), names.key(id))),
        group.id(Plain.TEAM, id -> new Team(new TeamId(id).toString(), names.team(id))),
        group.id(Plain.RUN, id -> new RunId(id).toString()),
        group.label(),
        numbers.runs(),
        numbers.attempts(),
        numbers.inputTokens(),
        numbers.outputTokens(),
        numbers.cacheReadInputTokens(),
        numbers.cacheCreationInputTokens(),
        numbers.costUsd(),
        numbers.costComplete(),
        numbers.unpricedTokens(),
        numbers.incompleteAttempts(),
        numbers.runSeconds());
  }

  /** The values of a group by what they are values of. */
  private record Group(List<String> values, List<UsageDimension> by) {
    <T> @Nullable T value(Plain dimension, Function<String, T> read) {
      int place = by.indexOf(dimension);
      return place < 0 || values.get(place).isEmpty() ? null : read.apply(values.get(place));
    }

    <T> @Nullable T id(Plain dimension, Function<UUID, T> read) {
      return value(dimension, text -> read.apply(UUID.fromString(text)));
    }

    @Nullable LabelValue label() {
      for (int place = 0; place < by.size(); place++) {
        if (by.get(place) instanceof Label(var name)) {
          String value = values.get(place);
          return new LabelValue(name, value.isEmpty() ? null : value.substring(1));
        }
      }
      return null;
    }
  }
}
