package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that do something to git, and repositories that they made or found. */
class HostilePatchTest extends PatchMaking {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          excluded by its own list | echo new.txt >> .git/info/exclude
          assumed unchanged        | git update-index --assume-unchanged src/a.txt; git update-index --skip-worktree src/b.txt
          its own attributes       | echo '* binary -diff' > .git/info/attributes
          a filter                 | git config filter.x.clean 'touch /tmp/pwned; cat'; echo '*.txt filter=x' >> .git/info/attributes
          hooks and a monitor      | printf '#!/bin/sh\\ntouch /workspace/pwned' > .git/hooks/post-index-change; chmod +x .git/hooks/*; git config core.fsmonitor 'touch /workspace/pwned; true'
          another working tree     | git config core.worktree /usr
          another place            | git config core.bare true; git config core.excludesFile /workspace/docs/ex; echo '*' > docs/ex
          its home's configuration | git config --global core.excludesFile /etc/passwd; git config --global core.hooksPath /workspace
          no repository at all     | rm -rf .git
          a broken one             | rm -rf .git/objects .git/HEAD; echo x > .git/config
          a link to nowhere        | rm -rf .git; ln -s /nowhere .git
          a file instead           | rm -rf .git; echo 'gitdir: /usr' > .git
          old times                | touch -d 2001-01-01 src/a.txt src/b.txt new.txt
          """)
  void listensToNothingOfTheRunsOwnGit(String what, String mischief) throws Exception {
    var patch =
        patchOf(
            FILES, "sed -i s/7/8/ src/a.txt; echo x >> src/b.txt; echo n > new.txt\n" + mischief);

    assertThat(site.names(patch))
        .as(what)
        .contains("update src/a.txt", "update src/b.txt", "create new.txt");
    assertThat(site.workspace().resolve("pwned")).doesNotExist();
  }

  /** Same length, same time of change as far as a program may set it. */
  @Test
  void seesAChangeThatIsHidden() throws Exception {
    site.repository(FILES);
    var workspace = site.cloned();
    var baseline = begin(workspace);
    var before = take(workspace, baseline);
    assertThat(before.changesNothing()).isTrue();
    site.agent("cp -p src/a.txt /tmp/t; sed -i s/7/8/ src/a.txt; touch -r /tmp/t src/a.txt");

    var patch = take(workspace, baseline);

    assertThat(site.names(patch)).containsExactly("update src/a.txt");
  }

  @Test
  void takesTheFilesOfRepositoriesThatTheRunMade() throws Exception {
    var patch =
        patchOf(
            FILES,
            """
            git init -q lib; echo one > lib/one; (cd lib; git add -A; git commit -qm one); echo two > lib/two
            git config -f lib/.git/config core.fsmonitor 'touch /workspace/pwned; true'
            git init -q void
            git init -q "größe x/in/depth"; echo three > "größe x/in/depth/three"
            git init -q lib/inner; echo four > lib/inner/four
            rm src/a.txt; git init -q src/a.txt; echo five > src/a.txt/five
            """);

    assertThat(site.names(patch))
        .contains(
            "create lib/one",
            "create lib/two",
            "create größe x/in/depth/three",
            "create lib/inner/four",
            "create src/a.txt/five");
    assertThat(patch.taken().inRepositories().stream().map(FileName::text))
        .contains("lib", "void", "lib/inner", "größe x/in/depth");
    assertThat(site.workspace().resolve("pwned")).doesNotExist();
  }

  @Test
  void followsASubmoduleAndRunsNothingInIt() throws Exception {
    site.repository("echo x > x");
    var sub = Files.createDirectory(data.resolve("sub"));
    site.host(sub, "git init -q -b main . && echo s > s && git add -A && git commit -qm s");
    site.host(
        site.origin,
        "git -c protocol.file.allow=always submodule --quiet add file://%s sub && git commit -qm sub"
            .formatted(sub));
    site.host(
        site.workspace(),
        "git clone -q file://%s . && git -c protocol.file.allow=always submodule --quiet update --init"
            .formatted(site.origin));
    var workspace = site.handedOver(site.sha());
    var baseline = begin(workspace);
    site.agent(
        """
        cd sub
        git config core.fsmonitor 'touch /workspace/pwned; true'
        echo dirty > dirty
        """);
    assertThat(take(workspace, baseline).changesNothing()).isTrue();
    site.agent("cd sub; git -c core.fsmonitor=false commit -q --allow-empty -m mine");

    var patch = take(workspace, baseline);

    assertThat(site.names(patch)).containsExactly("update sub");
    assertGivesItsTree(patch);
    assertThat(site.workspace().resolve("pwned")).doesNotExist();
  }
}
