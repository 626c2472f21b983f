package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.git.LfsContents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import org.junit.jupiter.api.Test;

/** Where the contents of Git LFS are in the workspace, pointers are in the patch. */
class LfsPatchTest extends PatchMaking {
  /** As the courier leaves it: contents in the workspace, pointers in the index. */
  private PreparedWorkspace clonedWithLfs() throws Exception {
    site.clonesWithLfs();
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
    var baseline = begin(workspace);
    assertThat(take(workspace, baseline).changesNothing()).isTrue();

    site.agent("printf changed > a.bin; printf 'n\\0w' > new.bin; echo more >> text");
    var patch = take(workspace, baseline);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("update a.bin", "create new.bin", "update text");
    assertThat(new String(site.blobs.content(patch.content()), UTF_8))
        .contains("+oid sha256:" + LfsContents.hash("changed".getBytes(UTF_8)))
        .contains("+size 3\n")
        .doesNotContain("GIT binary patch");
    assertGivesItsTree(patch);
    var large = site.largeFiles().changed(site.job(), workspace, patch, () -> false);
    assertThat(large)
        .extracting(file -> file.name() + " " + file.pointer().size())
        .containsExactlyInAnyOrder("a.bin 7", "new.bin 3");
    try (var content =
        site.largeFiles().content(site.job(), workspace, large.getFirst(), () -> false)) {
      assertThat(LfsContents.hash(content.readAllBytes()))
          .isEqualTo(large.getFirst().pointer().oid());
    }
  }

  @Test
  void takesAFileOutOfGitLfsWhenTheRunDoes() throws Exception {
    var workspace = clonedWithLfs();
    var baseline = begin(workspace);

    site.agent(": > .gitattributes; echo changed > raw.bin");
    var patch = take(workspace, baseline);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder(
            "update .gitattributes", "update a.bin", "update b.bin", "update raw.bin");
    assertThat(site.largeFiles().changed(site.job(), workspace, patch, () -> false)).isEmpty();
  }
}
