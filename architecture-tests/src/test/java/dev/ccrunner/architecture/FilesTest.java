package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What must not be in any file. The forbidden words are put together here, so as not to be found.
 */
class FilesTest {
  private static final Predicate<String> EVERYWHERE = _ -> true;

  /** Whoever builds decides where artifacts come from. */
  private static final Scan REGISTRIES =
      new Scan(
          Pattern.compile(
              Stream.of(
                      List.of("repo", "maven", "apache", "org"),
                      List.of("repo1", "maven", "org"),
                      List.of("registry", "npmjs", "org"),
                      List.of("registry", "yarnpkg", "com"),
                      List.of("pypi", "org"),
                      List.of("files", "pythonhosted", "org"),
                      List.of("proxy", "golang", "org"),
                      List.of("static", "crates", "io"),
                      List.of("index", "crates", "io"))
                  .map(parts -> String.join("\\.", parts))
                  .collect(Collectors.joining("|"))),
          EVERYWHERE,
          Map.of(
              ".mvn/wrapper/maven-wrapper.properties",
              "mvnw has to fetch Maven before any Maven setting is there"));

  /** A path that only exists where somebody built it. */
  private static final Scan BUILD_MACHINES =
      new Scan(
          Pattern.compile(
              Stream.of(
                      Pattern.quote(Repository.ROOT.toString()),
                      sharedParent(),
                      "/ho" + "me/(?!agent\\d*/)[a-z][-a-z0-9]*/",
                      "/Us" + "ers/[A-Za-z]",
                      "/ro" + "ot/[^:\"\\s]",
                      "/usr/lib/jvm/[a-z]")
                  .collect(Collectors.joining("|"))),
          EVERYWHERE,
          Map.of());

  /**
   * Names of foreign credentials may stand where the environment of a child is made, and where a
   * run is refused to set them. Everywhere else they could only be there to be read.
   */
  private static final Scan FOREIGN_SETTINGS =
      new Scan(
          Pattern.compile("(\"|\\$\\{?)(ANTHROPIC|CLAUDE)_[A-Z_]*"),
          path ->
              (path.contains("/src/main/") || !path.contains("/"))
                  && !path.endsWith(".md")
                  && !path.endsWith(".mapping.json"),
          Map.of(
              "runner-worker/src/main/java/dev/ccrunner/worker/claudecode/CliCommand.java",
              "makes the environment of Claude Code, from nothing",
              "bench/src/main/java/dev/ccrunner/bench/load/BareCli.java",
              "makes the environment of the bare Claude Code that ours is compared with",
              "common/src/main/java/dev/ccrunner/run/EnvName.java",
              "refuses a run that wants to set them",
              "testkit/src/main/resources/dev/ccrunner/testkit/fakecli/fake-claude",
              "says, as the real one does, by which variable its key came"));

  @Test
  void nameNoPackageRegistry() {
    assertThat(REGISTRIES.findings(Repository.texts())).isEmpty();
    assertThat(REGISTRIES.idleExceptions(Repository.texts())).isEmpty();
    assertThat(REGISTRIES.findings(Map.of("pom.xml", "<url>https://repo1." + "maven.org/x</url>")))
        .hasSize(1);
  }

  @Test
  void nameNoPlaceOfABuildMachine() {
    assertThat(BUILD_MACHINES.findings(Repository.texts())).isEmpty();
    assertThat(
            BUILD_MACHINES.findings(
                Map.of(
                    "a", "cd /ho" + "me/somebody/runner",
                    "b", "at " + Repository.ROOT + "/pom.xml",
                    "c", "JAVA_HOME=/usr/lib/jvm/" + "some-jdk")))
        .hasSize(3);
  }

  @Test
  void readNoForeignSettings() {
    assertThat(FOREIGN_SETTINGS.findings(Repository.texts())).isEmpty();
    assertThat(FOREIGN_SETTINGS.idleExceptions(Repository.texts())).isEmpty();
    assertThat(
            FOREIGN_SETTINGS.findings(
                Map.of(
                    "x/src/main/java/A.java", "System.getenv(\"ANTHROPIC_API_KEY\")",
                    "x/src/main/java/B.java", "@Value(\"${ANTHROPIC_BASE_URL}\") String url",
                    "x/src/main/resources/application.yaml", "key: ${CLAUDE_CODE_OAUTH_TOKEN:}",
                    "ccr", "key=$ANTHROPIC_API_KEY")))
        .hasSize(4);
  }

  /** Checkouts beside this one have paths that begin alike; a folder for everything has not. */
  private static String sharedParent() {
    Path parent = Repository.ROOT.getParent();
    return parent == null || parent.getNameCount() < 2
        ? Pattern.quote(Repository.ROOT.toString())
        : Pattern.quote(parent + "/");
  }
}
