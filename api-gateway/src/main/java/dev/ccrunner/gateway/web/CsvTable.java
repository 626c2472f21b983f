package dev.ccrunner.gateway.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns. Cells are numbers, true and false, texts, or null where there is
 * nothing.
 */
public record CsvTable(List<String> columns, List<List<@Nullable Object>> rows) {
  public CsvTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A table whose columns are the same for all rows. */
  public static <T> CsvTable of(List<T> rows, List<Column<T>> columns) {
    return new CsvTable(
        columns.stream().map(Column::name).toList(),
        rows.stream().map(row -> cells(row, columns)).toList());
  }

  private static <T> List<@Nullable Object> cells(T row, List<Column<T>> columns) {
    var cells = new ArrayList<@Nullable Object>(columns.size());
    columns.forEach(column -> cells.add(column.cell().apply(row)));
    return Collections.unmodifiableList(cells);
  }

  /** One of its columns. */
  public record Column<T>(String name, Function<T, @Nullable Object> cell) {}
}
