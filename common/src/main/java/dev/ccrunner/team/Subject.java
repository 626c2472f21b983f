package dev.ccrunner.team;

import dev.ccrunner.id.PrefixedId;
import dev.ccrunner.key.ApiKeyId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Whose use is counted and limited. */
public record Subject(Kind kind, UUID id) {
  /** From the narrowest to the widest: where several limits refuse, the first of them is named. */
  public enum Kind {
    KEY("key", "API key"),
    USER("usr", "user"),
    TEAM("team", "team");

    private final String prefix;
    private final String words;

    Kind(String prefix, String words) {
      this.prefix = prefix;
      this.words = words;
    }

    /** The name in the API and in the database. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As people say it. */
    public String words() {
      return words;
    }

    /** The kind of that name. */
    public static Kind ofWireName(String wireName) {
      return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * All for whom a thing counts that was done with {@code key}: the one place that knows it. A
   * person who acts, with or without a key, is to be added here.
   */
  public static List<Subject> of(TeamId team, ApiKeyId key) {
    return List.of(new Subject(Kind.KEY, key.value()), of(team));
  }

  /** The team as a whole. */
  public static Subject of(TeamId team) {
    return new Subject(Kind.TEAM, team.value());
  }

  /** The subject with this id in its outer form, or empty when {@code text} is no such id. */
  public static Optional<Subject> parse(String text) {
    return Arrays.stream(Kind.values())
        .flatMap(
            kind -> PrefixedId.parse(kind.prefix, text).map(id -> new Subject(kind, id)).stream())
        .findFirst();
  }

  /** The id in its outer form: {@code key_…}, {@code usr_…} or {@code team_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(kind.prefix, id);
  }
}
