package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.RefName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a remote says it has, of what was asked for.
 *
 * @param head the full name of the branch that HEAD is; null: it is none
 * @param commits by full names; of tags with a {@code ^{}} behind it, what they are on
 */
record RemoteRefs(@Nullable String head, Map<String, String> commits) {
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{40}|[0-9a-f]{64})\t(\\S.*)");
  private static final Pattern SYMBOLIC = Pattern.compile("ref: (refs/heads/\\S+)\tHEAD");

  RemoteRefs {
    commits = Map.copyOf(commits);
  }

  /** What to ask a remote for, to find that. */
  static List<String> questions(@Nullable RefName ref) {
    if (ref == null || ref.isCommit() || ref.value().equals("HEAD")) {
      return List.of("HEAD");
    }
    return ref.isFull() ? List.of("HEAD", ref.value()) : List.of("HEAD", HEADS + ref, TAGS + ref);
  }

  /** The answer of {@code git ls-remote --symref}. */
  static RemoteRefs read(String output) {
    String head = null;
    var commits = new HashMap<String, String>();
    for (var line : output.split("\n")) {
      var symbolic = SYMBOLIC.matcher(line);
      var plain = LINE.matcher(line);
      if (symbolic.matches()) {
        head = symbolic.group(1);
      } else if (plain.matches()) {
        commits.put(plain.group(2), plain.group(1));
      }
    }
    return new RemoteRefs(head, commits);
  }

  /** What is to be fetched. A branch goes before a tag of the same name. */
  Wanted find(@Nullable RefName ref) throws GitFailed {
    if (ref == null || ref.value().equals("HEAD")) {
      var sha = commits.get("HEAD");
      if (sha == null) {
        throw notFound("a HEAD, which an empty repository does not have");
      }
      // What a server may name is not more than what a run may name.
      var named = head == null ? Optional.<RefName>empty() : RefName.parse(head).valid();
      return new Wanted(named.map(RefName::value).orElse("HEAD"), sha);
    }
    if (ref.isCommit()) {
      return new Wanted(null, ref.value());
    }
    var names = ref.isFull() ? List.of(ref.value()) : List.of(HEADS + ref, TAGS + ref);
    for (var name : names) {
      var sha = commits.get(name);
      if (sha != null) {
        return new Wanted(name, sha);
      }
    }
    throw notFound("a branch, a tag or a whole commit called '%s'".formatted(ref));
  }

  private static GitFailed notFound(String expected) {
    return new GitFailed(
        FailureCode.REF_NOT_FOUND,
        "Expected %s, found none in the repository.".formatted(expected));
  }

  /**
   * Something to fetch.
   *
   * @param name its full name; null: a commit
   * @param sha of a commit, or of a tag that has words of its own
   */
  record Wanted(@Nullable String name, String sha) {
    boolean isBranch() {
      return name != null && name.startsWith(HEADS);
    }

    boolean isTag() {
      return name != null && name.startsWith(TAGS);
    }

    /** Without what every branch or tag begins with; null: a commit. */
    @Nullable String shortName() {
      return name == null ? null : name.replaceFirst("^refs/(heads|tags)/", "");
    }
  }
}
