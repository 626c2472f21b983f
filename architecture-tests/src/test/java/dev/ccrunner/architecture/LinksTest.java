package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere; those to other places are not followed. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");

  @Test
  void leadToFilesAndHeadingsThatAreThere() {
    assertThat(broken(Repository.texts())).isEmpty();
  }

  @Test
  void areSeenToBeBroken() {
    var texts =
        Map.of(
            "docs/a.md",
            "[1](b.md) [2](c.md) [3](b.md#two-words) [4](b.md#three) [5](#none) [6](../README.md) [7](https://x.example)",
            "docs/b.md",
            "# Two `words`\n");

    assertThat(broken(texts))
        .containsExactly(
            "docs/a.md: c.md",
            "docs/a.md: b.md#three",
            "docs/a.md: #none",
            "docs/a.md: ../README.md");
  }

  private static List<String> broken(Map<String, String> texts) {
    var broken = new ArrayList<String>();
    texts.forEach((path, text) -> {
      if (path.endsWith(".md")) {
        LINK.matcher(CODE_BLOCK.matcher(text).replaceAll(""))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.matches("[a-z]+:.*"))
            .filter(link -> !leadsSomewhere(path, link, texts))
            .forEach(link -> broken.add(path + ": " + link));
      }
    });
    return broken;
  }

  private static boolean leadsSomewhere(String from, String link, Map<String, String> texts) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    String target =
        file.isEmpty() ? from : Path.of(from).resolveSibling(file).normalize().toString();
    boolean there =
        texts.containsKey(target)
            || texts.keySet().stream().anyMatch(path -> path.startsWith(target + "/"));
    return there
        && (hash < 0 || anchors(texts.getOrDefault(target, "")).contains(link.substring(hash + 1)));
  }

  /** As the usual hosts make them: lower case, spaces as hyphens, other signs left out. */
  private static Set<String> anchors(String text) {
    return HEADING
        .matcher(CODE_BLOCK.matcher(text).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
