package dev.ccrunner.infra.postgres;

import dev.ccrunner.team.TeamId;
import java.util.Locale;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What of a session's runs can be searched for. Kept in small letters, so that a search compares
 * bytes; and shortened, so that it costs what it costs however long a prompt is.
 */
final class SessionTexts {
  /** Characters of a prompt, and of a result, that can be found. */
  static final int MOST = 20_000;

  private SessionTexts() {}

  /** As it is kept, and as it must be asked for. */
  static String small(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The beginning of a text as it is kept. PostgreSQL has no way to keep the character 0. */
  static String kept(String text) {
    int end = Math.min(text.length(), MOST);
    boolean halved = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return small(text.substring(0, halved ? end - 1 : end)).replace('\0', ' ');
  }

  /** Adds what a run of the session has come to. */
  static void result(DSLContext db, TeamId team, SessionPlace place, @Nullable String text) {
    if (text != null) {
      db.execute(
          """
          update session_text set result = {3}
          where team_id = {0} and session_id = {1} and number = {2}
          """,
          DSL.val(team.value()),
          DSL.val(place.session().value()),
          DSL.val(place.number()),
          DSL.val(kept(text)));
    }
  }
}
