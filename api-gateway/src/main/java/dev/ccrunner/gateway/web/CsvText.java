package dev.ccrunner.gateway.web;

import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/**
 * A table as RFC 4180 has it: UTF-8, a header, lines that end with CR LF, quotes where they are
 * needed.
 */
final class CsvText {
  /** With these a spreadsheet program begins to calculate, whatever the file's author meant. */
  private static final String BEGIN_FORMULAS = "=+-@\t\r";

  /** Without columns of its own: a header is a row like the others. */
  private static final ObjectWriter LINES =
      CsvMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING)
          .build()
          .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"));

  private CsvText() {}

  static void write(CsvTable table, OutputStream out) {
    try (var lines = LINES.writeValues(out)) {
      lines.write(cells(table.columns().stream()));
      table.rows().forEach(row -> lines.write(cells(row.stream())));
    }
  }

  private static List<Object> cells(Stream<? extends @Nullable Object> row) {
    return row.map(CsvText::cell).toList();
  }

  private static Object cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Number number -> number;
      case Boolean flag -> flag;
      case Object text -> harmless(text.toString());
    };
  }

  /**
   * The text behind an apostrophe when it would be taken for a formula: what users call their
   * things must not be run on the desk of whoever opens the file. Numbers are never touched.
   */
  private static String harmless(String text) {
    return !text.isEmpty() && BEGIN_FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
