package dev.ccrunner.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing measured, and what it is compared with.
 *
 * @param name stable, in snake_case
 * @param against what {@code reference} is: a peer measured in the same run, or a limit
 * @param reference in the same unit as {@code value}
 * @param aim for the ratio of the two
 * @param details whatever else was seen; numbers and short texts by snake_case names
 */
public record Figure(
    String name,
    double value,
    String unit,
    String against,
    double reference,
    Aim aim,
    Map<String, Object> details) {

  public Figure {
    if (!Double.isFinite(value) || !Double.isFinite(reference) || reference <= 0) {
      throw new IllegalArgumentException(
          "%s: expected finite numbers and a reference above 0, found %s against %s"
              .formatted(name, value, reference));
    }
    details = new LinkedHashMap<>(details); // keeps the order in which they were told
  }

  public double ratio() {
    return value / reference;
  }

  public boolean met() {
    return aim.met(ratio());
  }
}
