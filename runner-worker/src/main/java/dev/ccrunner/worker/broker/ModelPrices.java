package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * List prices by model, from {@code model-prices.csv} beside this class, which names its source and
 * date.
 */
final class ModelPrices {

  /**
   * What may follow a model's name without making it another model: a date, a version, a platform's
   * or a window's tag.
   */
  private static final Pattern SAME_MODEL =
      Pattern.compile("(-latest|-\\d{8})?(-v\\d+(:\\d+)?)?(@(\\d{8}|default))?(\\[\\w+])?");

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final List<Row> rows;

  private ModelPrices(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Dollars per million tokens. */
  record Rates(
      BigDecimal input,
      BigDecimal output,
      BigDecimal cacheRead,
      BigDecimal cacheWrite,
      BigDecimal cacheWriteOneHour) {

    BigDecimal cost(ModelUsage usage) {
      var fiveMinutes = usage.cacheCreationInputTokens() - usage.cacheCreationOneHourInputTokens();
      return times(input, usage.inputTokens())
          .add(times(output, usage.outputTokens()))
          .add(times(cacheRead, usage.cacheReadInputTokens()))
          .add(times(cacheWrite, fiveMinutes))
          .add(times(cacheWriteOneHour, usage.cacheCreationOneHourInputTokens()))
          .divide(MILLION);
    }

    private static BigDecimal times(BigDecimal rate, long tokens) {
      return rate.multiply(BigDecimal.valueOf(tokens));
    }
  }

  /** What one answer costs; a longer prompt may have its own rates. */
  record Price(Rates normal, long above, Rates longPrompt) {
    BigDecimal cost(ModelUsage usage) {
      return (usage.promptTokens() > above ? longPrompt : normal).cost(usage);
    }
  }

  private record Row(String model, Price price) {
    boolean matches(String name) {
      return name.startsWith(model) && SAME_MODEL.matcher(name.substring(model.length())).matches();
    }
  }

  Optional<Price> of(String model) {
    var name =
        model.substring(
            Math.max(
                0, model.indexOf("claude-"))); // some platforms put a region or vendor before it
    return rows.stream()
        .filter(row -> row.matches(name))
        .max(Comparator.comparingInt(row -> row.model().length()))
        .map(Row::price);
  }

  /** For limits, where assuming too little would let an unknown model run on without end. */
  Price dearest() {
    return rows.stream()
        .map(Row::price)
        .max(Comparator.comparing(price -> price.normal().output()))
        .orElseThrow();
  }

  static ModelPrices list() {
    var resource =
        Objects.requireNonNull(
            ModelPrices.class.getResourceAsStream("model-prices.csv"), "model-prices.csv");
    try (var reader = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
      var rows = new ArrayList<Row>();
      reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(ModelPrices::row)
          .forEach(rows::add);
      return new ModelPrices(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    var columns = List.of(line.split(",", -1));
    return switch (columns.size()) {
      case 6 ->
          new Row(
              columns.getFirst(), new Price(rates(columns, 1), Long.MAX_VALUE, rates(columns, 1)));
      case 12 ->
          new Row(
              columns.getFirst(),
              new Price(rates(columns, 1), Long.parseLong(columns.get(6)), rates(columns, 7)));
      default ->
          throw new IllegalStateException(
              "Expected 6 or 12 columns in model-prices.csv, found " + line);
    };
  }

  private static Rates rates(List<String> columns, int from) {
    return new Rates(
        new BigDecimal(columns.get(from)),
        new BigDecimal(columns.get(from + 1)),
        new BigDecimal(columns.get(from + 2)),
        new BigDecimal(columns.get(from + 3)),
        new BigDecimal(columns.get(from + 4)));
  }
}
