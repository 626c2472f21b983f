package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.run.WorkspaceSpec.Keep;
import dev.ccrunner.testkit.git.LfsContents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** Real git, in the strongest sandbox that works here: what a run did, and the patch of it. */
@Timeout(300)
class PatchTest {
  private static final String FILES =
      """
      mkdir -p src/deep docs bin
      seq 1 200 > src/a.txt
      seq 1 300 > src/b.txt
      seq 500 900 > src/deep/moved.txt
      printf 'no newline' > docs/last
      : > docs/empty
      printf '#!/bin/sh\\necho hi\\n' > bin/run; chmod 755 bin/run
      ln -s ../src/a.txt docs/link
      head -c 3000 /dev/urandom > docs/image.bin
      printf 'target/\\n*.log\\n' > .gitignore
      mkdir target; echo kept > target/tracked.txt; git add -f target/tracked.txt
      """;

  @TempDir Path data;
  private HarvestSite site;

  @BeforeEach
  void open() throws Exception {
    site = new HarvestSite(data);
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** What a run did, and that a clean clone has the very same tree when it has the patch. */
  private Patch patchOf(String repository, String change) throws Exception {
    site.repository(repository);
    var workspace = site.cloned();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent(change);

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
    return patch;
  }

  /** What {@code git add -A} in the workspace would make of it, where the run left that alone. */
  private String treeOfGit() throws Exception {
    return site.agent("git add -A && git write-tree").strip();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nothing                       | :
          edited                        | sed -i s/7/seven/ src/a.txt
          edited without a last newline | printf 'still none' > docs/last
          deleted                       | rm src/a.txt
          a folder deleted              | rm -r src
          everything deleted            | rm -r src docs bin target .gitignore
          renamed                       | git mv src/deep/moved.txt elsewhere.txt
          renamed and edited            | mv src/deep/moved.txt there.txt; echo more >> there.txt
          untracked                     | mkdir -p new/dir; echo hello > new/dir/file
          untracked and empty           | : > nothing; mkdir hollow
          emptied                       | : > src/a.txt
          binary added                  | head -c 9000 /dev/urandom > pic.png
          binary edited                 | printf '\\000\\001' >> docs/image.bin
          binary to text                | echo text > docs/image.bin
          text to binary                | printf 'a\\000b' > src/a.txt
          made executable               | chmod +x src/a.txt
          made not executable           | chmod -x bin/run
          mode and content              | chmod -x bin/run; echo more >> bin/run
          a link made                   | ln -s /etc/passwd out; ln -s nowhere dangling
          a link changed                | ln -sfn ../src/b.txt docs/link
          a link to a file              | rm docs/link; echo file > docs/link
          a file to a link              | rm src/a.txt; ln -s b.txt src/a.txt
          a file to a folder            | rm src/a.txt; mkdir src/a.txt; echo x > src/a.txt/x
          a folder to a file            | rm -r src; echo x > src
          a folder to a link            | mv src elsewhere; ln -s elsewhere src
          odd names                     | echo 1 > 'a b'; echo 2 > 'q"uote'; echo 3 > "tab$(printf '\\t')x"; echo 4 > back\\\\slash; echo 5 > -dash
          a newline in a name           | echo 1 > "$(printf 'new\\nline')"
          names in UTF-8                | mkdir -p größe; echo 1 > größe/日本語.txt; mv src/b.txt größe/ß.txt
          a name that is not UTF-8      | echo 1 > "$(printf 'l\\377atin')"
          ignored                       | mkdir -p target; echo x > target/out.o; echo y > run.log; echo more >> target/tracked.txt
          ignored no more               | : > .gitignore; echo y > run.log
          committed by the run          | echo x > new; git add -A; git commit -qm mine; echo y >> new
          on another branch             | git checkout -qb mine; git rm -q src/a.txt; git commit -qm mine
          carriage returns              | printf 'a\\r\\nb\\r\\n' > crlf.txt; printf 'x\\ry' > cr.txt
          large and small               | seq 1 30000 > many; rm docs/empty; touch docs/other
          """)
  void givesTheVeryTree(String what, String change) throws Exception {
    var patch = patchOf(FILES, change);

    assertThat(treeOfGit()).as(what).isEqualTo(patch.taken().tree().hex());
    assertThat(patch.taken().leftOut()).isEmpty();
    assertThat(patch.changesNothing()).isEqualTo(what.equals("nothing"));
  }

  @Test
  void countsLinesAndNamesFiles() throws Exception {
    var patch =
        patchOf(
            FILES,
            """
            printf 'x\\ny\\n' >> src/a.txt
            rm docs/last
            mv src/deep/moved.txt src/gone.txt
            head -c 100 /dev/zero > zero.bin
            echo 1 > 'q"ü'
            """);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder(
            "update src/a.txt",
            "delete docs/last",
            "rename src/gone.txt",
            "create zero.bin",
            "create q\"ü");
    assertThat(patch.insertions()).isEqualTo(3);
    assertThat(patch.deletions()).isEqualTo(1);
  }

  @Test
  void convertsAsTheRepositoryWasCheckedOut() throws Exception {
    var patch =
        patchOf(
            """
            printf '*.crlf text eol=crlf\\n*.id ident\\n*.u16 text working-tree-encoding=UTF-16LE\\n*.x filter=x\\n' \\
              > .gitattributes
            git add .gitattributes
            printf 'one\\r\\ntwo\\r\\n' > a.crlf
            printf 'it is $Id$ it\\n' > a.id
            printf 'hallo\\n' | iconv -t UTF-16LE > a.u16
            echo x > a.x
            """,
            """
            printf 'three\\r\\n' >> a.crlf
            echo more >> a.id
            printf 'welt\\n' | iconv -t UTF-16LE >> a.u16
            echo y >> a.x
            """);

    assertThat(treeOfGit()).isEqualTo(patch.taken().tree().hex());
    assertThat(patch.insertions()).isEqualTo(4);
    assertThat(patch.taken().asBytes()).isFalse();
  }

  @Test
  void takesFilesAsTheyAreWhenTheyDoNotFitTheEncodingTheyAreToHave() throws Exception {
    var patch =
        patchOf(
            FILES,
            "echo '*.u16 working-tree-encoding=UTF-16' > .gitattributes; echo odd > a.u16; echo x > b");

    assertThat(patch.taken().asBytes()).isTrue();
    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("create .gitattributes", "create a.u16", "create b");
  }

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
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    var before = patches.take(site.job(), workspace, baseline, () -> false);
    assertThat(before.changesNothing()).isTrue();
    site.agent("cp -p src/a.txt /tmp/t; sed -i s/7/8/ src/a.txt; touch -r /tmp/t src/a.txt");

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

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
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent(
        """
        cd sub
        git config core.fsmonitor 'touch /workspace/pwned; true'
        echo dirty > dirty
        """);
    assertThat(patches.take(site.job(), workspace, baseline, () -> false).changesNothing())
        .isTrue();
    site.agent("cd sub; git -c core.fsmonitor=false commit -q --allow-empty -m mine");

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch)).containsExactly("update sub");
    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
    assertThat(site.workspace().resolve("pwned")).doesNotExist();
  }

  @Test
  void namesWhatIsTooLargeOrNoFile() throws Exception {
    var patch =
        patchOf(
            FILES,
            """
            head -c 2000000 /dev/zero > huge
            head -c 2000000 /dev/zero > src/b.txt
            mkdir -p target; head -c 2000000 /dev/zero > target/ignored
            mkfifo pipe; rm src/a.txt; mkfifo src/a.txt
            mkdir 'git~1'; echo x > 'git~1/x'
            echo small > small
            """);

    assertThat(patch.taken().leftOut().stream().map(FileName::text))
        .containsExactlyInAnyOrder("huge", "src/b.txt", "src/a.txt", "git~1/x");
    assertThat(site.names(patch)).containsExactlyInAnyOrder("create small", "delete src/a.txt");
  }

  @Test
  void readsWhatNobodyMayRead() throws Exception {
    var patch =
        patchOf(
            FILES,
            "mkdir -p shut/deep; echo x > shut/deep/x; chmod 000 shut/deep/x shut/deep shut; chmod 000 src/a.txt; echo y > new; chmod 200 new; chmod 111 src");

    assertThat(site.names(patch)).containsExactlyInAnyOrder("create shut/deep/x", "create new");
  }

  /** As the courier leaves it: contents in the workspace, pointers in the index. */
  private PreparedWorkspace clonedWithLfs() throws Exception {
    site.spec(
        site.spec()
            .in(
                new WorkspaceSpec(
                    new GitSource("https://host/x", null, 1, null, false, true, null),
                    List.of(),
                    Keep.NEVER,
                    null)));
    site.repository(
        """
        echo '*.bin filter=lfs -text' > .gitattributes
        printf '%s' '%s' > a.bin; cp a.bin b.bin; echo raw > raw.bin; echo text > text
        """
            .formatted("%s", LfsContents.pointer("content".getBytes(UTF_8))));
    site.cloned();
    site.host(site.workspace(), "printf content > a.bin; printf content > b.bin");
    return site.handedOver(site.sha());
  }

  @Test
  void hasPointersOfFilesThatGitLfsKeeps() throws Exception {
    var workspace = clonedWithLfs();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    assertThat(patches.take(site.job(), workspace, baseline, () -> false).changesNothing())
        .isTrue();

    site.agent("printf changed > a.bin; printf 'n\\0w' > new.bin; echo more >> text");
    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("update a.bin", "create new.bin", "update text");
    assertThat(new String(site.blobs.content(patch.content()), UTF_8))
        .contains("+oid sha256:" + LfsContents.hash("changed".getBytes(UTF_8)))
        .contains("+size 3\n")
        .doesNotContain("GIT binary patch");
    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
    var large = patches.large(site.job(), workspace, patch, () -> false);
    assertThat(large)
        .extracting(file -> file.name() + " " + file.pointer().size())
        .containsExactlyInAnyOrder("a.bin 7", "new.bin 3");
    try (var content = patches.content(site.job(), workspace, large.getFirst(), () -> false)) {
      assertThat(LfsContents.hash(content.readAllBytes()))
          .isEqualTo(large.getFirst().pointer().oid());
    }
  }

  @Test
  void takesAFileOutOfGitLfsWhenTheRunDoes() throws Exception {
    var workspace = clonedWithLfs();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);

    site.agent(": > .gitattributes; echo changed > raw.bin");
    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder(
            "update .gitattributes", "update a.bin", "update b.bin", "update raw.bin");
    assertThat(patches.large(site.job(), workspace, patch, () -> false)).isEmpty();
  }

  @Test
  void saysWhyThereIsNone() throws Exception {
    site.settings =
        new HarvestSettings(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            DataSize.ofKilobytes(10),
            DataSize.ofMegabytes(1),
            20,
            10,
            Duration.ofMinutes(1),
            1,
            DataSize.ofMegabytes(1),
            DataSize.ofMegabytes(1));
    site.repository(FILES);
    var workspace = site.cloned();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent("head -c 100000 /dev/urandom > noise");
    assertThatThrownBy(() -> patches.take(site.job(), workspace, baseline, () -> false))
        .hasMessageContaining("max-patch (10240 bytes)");
    site.agent("rm noise; for i in $(seq 1 30); do echo $i > n$i; done");
    assertThatThrownBy(() -> patches.take(site.job(), workspace, baseline, () -> false))
        .hasMessageContaining("more than 20 files have changed");
  }

  @Test
  void measuresAgainstWhatLayThere() throws Exception {
    Files.writeString(site.workspace().resolve("given.txt"), "given\n");
    var workspace = site.handedOver(null);
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent("echo more >> given.txt; echo new > new.txt");

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch)).containsExactlyInAnyOrder("update given.txt", "create new.txt");
    assertThat(new String(site.blobs.content(patch.content()), UTF_8))
        .contains("+more")
        .doesNotContain("+given");
  }

  @Test
  void measuresAgainstNothing() throws Exception {
    var workspace = site.handedOver(null);
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    assertThat(patches.nothingToDo(site.job(), baseline)).isTrue();
    site.agent("echo new > new.txt");
    assertThat(patches.nothingToDo(site.job(), baseline)).isFalse();

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch)).containsExactly("create new.txt");
  }

  @Test
  void leavesOutWhatWasPutOverTheCloneAndIsAsItWas() throws Exception {
    site.repository(FILES);
    var placed =
        new PlacedFile(
            new FileRef(
                new FileId(UUID.randomUUID()), "x", "text/plain", new StoredBlob("k", "s", 1)),
            "x",
            false);
    site.spec(site.spec().in(new WorkspaceSpec(null, List.of(placed), Keep.NEVER, null)));
    var sha = site.sha();
    site.host(site.workspace(), "git clone -q file://%s .".formatted(site.origin));
    site.host(
        site.workspace(), "echo log > placed.txt; echo other > src/b.txt; echo both > edited.txt");
    var workspace = site.handedOver(sha);
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent("echo by the run >> edited.txt; sed -i s/7/8/ src/a.txt");

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("create edited.txt", "update src/a.txt");
    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
  }

  /** In a session the patch is of all its runs. */
  @Test
  void goesOnFromTheFirstRunsBase() throws Exception {
    site.repository(FILES);
    var workspace = site.cloned();
    site.patches().begin(site.job(), workspace, () -> false);
    site.agent("echo first > first.txt");
    site.patches()
        .take(
            site.job(),
            workspace,
            site.patches().begin(site.job(), workspace, () -> false),
            () -> false);
    site.agent("echo second > second.txt; rm first.txt; echo 1st > src/first.txt");

    var baseline = site.patches().begin(site.job(), workspace, () -> false);
    var patch = site.patches().take(site.job(), workspace, baseline, () -> false);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("create second.txt", "create src/first.txt");
    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
  }

  @Test
  void knowsRepositoriesThatUseSha256() throws Exception {
    site.host(site.origin, "git init -q --object-format=sha256 -b main .");
    site.host(site.origin, FILES + "git add -A; git commit -qm base");
    var workspace = site.cloned();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    site.agent("rm src/a.txt; echo new > new.txt");

    var patch = patches.take(site.job(), workspace, baseline, () -> false);

    assertThat(patch.taken().tree().sha256()).isTrue();
    assertThat(site.appliedTo(data.resolve("clean"), patch)).isEqualTo(patch.taken().tree().hex());
  }

  @Test
  void givesTheVeryTreeWhateverARunDoes() throws Exception {
    site.repository(FILES);
    var workspace = site.cloned();
    var patches = site.patches();
    var baseline = patches.begin(site.job(), workspace, () -> false);
    for (long seed = 1; seed <= 8; seed++) {
      site.agent(RandomChanges.script(new Random(seed), 40));

      var patch = patches.take(site.job(), workspace, baseline, () -> false);

      var applied = site.appliedTo(data.resolve("clean" + seed), patch);
      assertThat(applied).as("seed %d", seed).isEqualTo(patch.taken().tree().hex());
      assertThat(treeOfGit()).as("seed %d", seed).isEqualTo(patch.taken().tree().hex());
    }
  }
}
