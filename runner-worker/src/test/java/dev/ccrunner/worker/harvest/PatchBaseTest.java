package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.run.WorkspaceSpec.Keep;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a patch is measured against. */
class PatchBaseTest extends PatchMaking {
  @Test
  void measuresAgainstWhatLayThere() throws Exception {
    Files.writeString(site.workspace().resolve("given.txt"), "given\n");
    var workspace = site.handedOver(null);

    var patch = changed(workspace, "echo more >> given.txt; echo new > new.txt");

    assertThat(site.names(patch)).containsExactlyInAnyOrder("update given.txt", "create new.txt");
    assertThat(new String(site.blobs.content(patch.content()), UTF_8))
        .contains("+more")
        .doesNotContain("+given");
  }

  @Test
  void measuresAgainstNothing() throws Exception {
    var workspace = site.handedOver(null);
    var baseline = begin(workspace);
    assertThat(site.patches().nothingToDo(site.job(), baseline)).isTrue();
    site.agent("echo new > new.txt");
    assertThat(site.patches().nothingToDo(site.job(), baseline)).isFalse();

    var patch = take(workspace, baseline);

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

    var patch = changed(workspace, "echo by the run >> edited.txt; sed -i s/7/8/ src/a.txt");

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("create edited.txt", "update src/a.txt");
    assertGivesItsTree(patch);
  }

  /** In a session the patch is of all its runs. */
  @Test
  void goesOnFromTheFirstRunsBase() throws Exception {
    site.repository(FILES);
    var workspace = site.cloned();
    begin(workspace);
    site.agent("echo first > first.txt");
    take(workspace, begin(workspace));
    site.agent("echo second > second.txt; rm first.txt; echo 1st > src/first.txt");

    var baseline = begin(workspace);
    var patch = take(workspace, baseline);

    assertThat(site.names(patch))
        .containsExactlyInAnyOrder("create second.txt", "create src/first.txt");
    assertGivesItsTree(patch);
  }
}
