package dev.ccrunner.team;

import dev.ccrunner.id.PrefixedId;
import java.util.ArrayList;
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

  /** All for whom a thing counts that {@code author} did: the one place that knows it. */
  public static List<Subject> of(TeamId team, Author author) {
    var subjects = new ArrayList<Subject>();
    if (author.key() != null) {
      subjects.add(new Subject(Kind.KEY, author.key().value()));
    }
    if (author.user() != null) {
      subjects.add(new Subject(Kind.USER, author.user().value()));
    }
    subjects.add(of(team));
    return subjects;
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
