package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.worker.job.PreparedWorkspace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real git, in the strongest sandbox that works here: what a run did, and the patch of it. */
@Timeout(300)
abstract class PatchMaking {
  static final String FILES =
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
  HarvestSite site;

  @BeforeEach
  void open() throws Exception {
    site = new HarvestSite(data);
  }

  @AfterEach
  void close() {
    site.close();
  }

  Baseline begin(PreparedWorkspace workspace) throws Exception {
    return site.patches().begin(site.job(), workspace, () -> false);
  }

  Patch take(PreparedWorkspace workspace, Baseline baseline) throws Exception {
    return site.patches().take(site.job(), workspace, baseline, () -> false);
  }

  /** What a run did in it. */
  Patch changed(PreparedWorkspace workspace, String change) throws Exception {
    var baseline = begin(workspace);
    site.agent(change);
    return take(workspace, baseline);
  }

  /** What a run did, and that a clean clone has the very same tree when it has the patch. */
  Patch patchOf(String repository, String change) throws Exception {
    site.repository(repository);
    var patch = changed(site.cloned(), change);
    assertGivesItsTree(patch);
    return patch;
  }

  void assertGivesItsTree(Patch patch) throws Exception {
    assertGivesItsTree(patch, "clean");
  }

  void assertGivesItsTree(Patch patch, String clone) throws Exception {
    assertThat(site.appliedTo(data.resolve(clone), patch))
        .as("the tree of %s with the patch", clone)
        .isEqualTo(patch.taken().tree().hex());
  }

  /** What {@code git add -A} in the workspace would make of it, where the run left that alone. */
  String treeOfGit() throws Exception {
    return site.agent("git add -A && git write-tree").strip();
  }
}
