package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.run.source.RelativePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what a commit says of the repositories in it. All of that is a stranger's: each path, each
 * name and each address is looked at as if it came from anybody.
 */
final class Submodules {
  private static final Pattern KEY = Pattern.compile("(?s)submodule\\.(.*)\\.(path|url)");

  private Submodules() {}

  /**
   * One of them.
   *
   * @param url with its address, as it is to be fetched
   */
  record Submodule(RelativePath path, String url, String commit) {}

  /**
   * Those of a commit.
   *
   * @param parent whose addresses may be relative to its own
   * @param settings of {@code .gitmodules}
   */
  static List<Submodule> read(GitAddress parent, TreeListing tree, Map<String, String> settings)
      throws GitFailed {
    var urls = urlsByPath(settings);
    var found = new ArrayList<Submodule>();
    for (var entry : tree.submodules().entrySet()) {
      var path = entry.getKey();
      var url = urls.get(path);
      if (url == null) {
        throw refused(path, "an address in .gitmodules", "none");
      }
      found.add(new Submodule(path(path, tree), address(parent, path, url), entry.getValue()));
    }
    return found;
  }

  private static Map<String, String> urlsByPath(Map<String, String> settings) {
    var byName = new HashMap<String, Map<String, String>>();
    settings.forEach((key, value) -> {
      var parts = KEY.matcher(key);
      if (parts.matches()) {
        byName.computeIfAbsent(parts.group(1), _ -> new HashMap<>()).put(parts.group(2), value);
      }
    });
    var urls = new HashMap<String, String>();
    byName
        .values()
        .forEach(about -> {
          var path = about.get("path");
          var url = about.get("url");
          if (path != null && url != null) {
            urls.put(path, url);
          }
        });
    return urls;
  }

  private static RelativePath path(String text, TreeListing tree) throws GitFailed {
    if (!(RelativePath.parse(text) instanceof Parsed.Valid<RelativePath>(var path))
        || path.isHere()
        || !path.toString().equals(text)
        || path.names().stream().anyMatch(Submodules::isLikeGits)) {
      throw refused(text, "a plain path", "another one");
    }
    if (tree.isThroughALink(text)) {
      throw refused(text, "a path of its own", "one through a link");
    }
    return path;
  }

  /** {@code .git} in all the ways in which some file system would take it for that. */
  private static boolean isLikeGits(String name) {
    var plain =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]", "")
            .replaceAll("[ .]+$", "")
            .replaceAll(":.*$", "");
    return plain.equals(".git") || plain.matches("git~\\d+");
  }

  private static String address(GitAddress parent, String path, String url) throws GitFailed {
    var absolute =
        url.startsWith("./") || url.startsWith("../") ? relative(parent, path, url) : url;
    return switch (GitAddress.parse(absolute)) {
      case Parsed.Valid<GitAddress>(var address) -> address.toString();
      case Parsed.Invalid<GitAddress>(var expected, var found) ->
          throw refused(path, expected, found);
    };
  }

  /** Never beyond the host. */
  private static String relative(GitAddress parent, String path, String url) throws GitFailed {
    var names = new ArrayList<>(List.of(parent.path().replaceFirst("/+$", "").split("/", -1)));
    var rest = url;
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        // Of an absolute path, what is before its first slash stays: nothing.
        if (names.size() <= (parent.path().startsWith("/") ? 1 : 0)) {
          throw refused(path, "an address on the same host", "one above it");
        }
        names.removeLast();
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    names.add(rest);
    return new GitAddress(
            parent.way(), parent.user(), parent.host(), parent.port(), String.join("/", names))
        .toString();
  }

  private static GitFailed refused(String path, String expected, String found) {
    var shown = path.replaceAll("\\p{Cntrl}", "?");
    return new GitFailed(
        FailureCode.REPO_UNAVAILABLE,
        "Submodule '%s': expected %s, found %s.".formatted(shown, expected, found));
  }
}
