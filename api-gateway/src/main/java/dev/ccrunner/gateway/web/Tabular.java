package dev.ccrunner.gateway.web;

import org.jspecify.annotations.Nullable;

/**
 * An answer that is also a table, for whoever accepts {@code text/csv} rather than JSON. Its
 * handler says in {@code produces} that it makes both.
 */
public interface Tabular {
  /** For {@code produces}, behind JSON, which is for those who do not say what they accept. */
  String CSV = "text/csv";

  /** It as a table. */
  CsvTable table();

  /** What to ask for the next page with; null: there is no other. In CSV it goes into a header. */
  @Nullable String nextCursor();
}
