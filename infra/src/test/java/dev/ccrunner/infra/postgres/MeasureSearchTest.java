package dev.ccrunner.infra.postgres;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasureSearchTest {
  @Test
  void measure() throws Exception {
    try (var database = new Database()) {
      database.db.execute(
          """
          insert into session (team_id, id, search_name, keep_seconds, expires_at, claude_session, workspace, run_count, current_number, key_id)
          select '%s', gen_random_uuid(), 'name ' || i, 1000000, now() + interval '1 day', gen_random_uuid(), '{}', 3, 4, gen_random_uuid()
          from generate_series(1, 10000) i
          """.formatted(database.team.value()));
      database.db.execute(
          """
          insert into session_text (team_id, session_id, number, prompt, result)
          select team_id, id, n, (select string_agg(md5(random()::text || n || i), ' ') from generate_series(1, 30) i),
            (select string_agg('修复' || md5(random()::text || n || i), ' ') from generate_series(1, 30) i)
          from session, generate_series(1, 3) n
          """);
      database.db.execute("analyze");
      var search = new SessionSearch(database.db);
      var all = new SessionFilter(null, Map.of(), null, null);
      var out = new StringBuilder();
      for (var words : new String[] {"解析", "not there at all", "修复", "abcd"}) {
        for (int rows : new int[] {20_000, 40_000}) {
          long best = Long.MAX_VALUE;
          int hits = 0;
          for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            hits = search.search(database.team, all, words, 20, rows).sessions().size();
            best = Math.min(best, System.nanoTime() - start);
          }
          out.append(words + " " + rows + " rows: " + best / 1_000_000 + " ms, " + hits + " found\n");
        }
      }
      java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/search-measured"), out.toString());
    }
  }
}
