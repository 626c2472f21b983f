package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changed is in the patch, as git itself would have it. */
class PatchTest extends PatchMaking {
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
  void givesTheVeryTreeWhateverARunDoes() throws Exception {
    site.repository(FILES);
    var workspace = site.cloned();
    var baseline = begin(workspace);
    for (long seed = 1; seed <= 8; seed++) {
      site.agent(RandomChanges.script(new Random(seed), 40));

      var patch = take(workspace, baseline);

      assertGivesItsTree(patch, "clean" + seed);
      assertThat(treeOfGit()).as("seed %d", seed).isEqualTo(patch.taken().tree().hex());
    }
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

  @Test
  void knowsRepositoriesThatUseSha256() throws Exception {
    site.host(site.origin, "git init -q --object-format=sha256 -b main .");
    site.host(site.origin, FILES + "git add -A; git commit -qm base");
    var workspace = site.cloned();

    var patch = changed(workspace, "rm src/a.txt; echo new > new.txt");

    assertThat(patch.taken().tree().sha256()).isTrue();
    assertGivesItsTree(patch);
  }
}
