package dev.ccrunner.worker.harvest;

import dev.ccrunner.worker.git.BatchedBlobs;
import dev.ccrunner.worker.git.LfsPointer;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Files of Git LFS: a patch has their pointers, the workspace alone their contents. */
final class LargeFiles {
  /** What a run has changed may be hundreds of thousands of small files. */
  private static final int SMALL_AT_ONCE = 2_000;

  private final OwnGits repositories;

  LargeFiles(OwnGits repositories) {
    this.repositories = repositories;
  }

  /** Whether the contents of Git LFS are in the workspace; in a session, its first run said so. */
  static boolean thereIn(Job job) {
    var git = job.lease().workspace().git();
    return git != null && git.lfs();
  }

  /** A file of Git LFS that has changed. */
  record LargeFile(FileName name, LfsPointer pointer) {}

  /** Those whose contents stand in the workspace only, as far as anybody knows. */
  List<LargeFile> changed(Job job, PreparedWorkspace workspace, Patch patch, BooleanSupplier unless)
      throws HarvestFailed, InterruptedException {
    if (!thereIn(job) || patch.changesNothing()) {
      return List.of();
    }
    var repository = repositories.of(job, workspace.base(), unless);
    var changed = new Contents();
    repository
        .script("compare", Scripts.COMPARE)
        .with(patch.base(), patch.taken().tree())
        .writing(new RecordSink(changed))
        .run("could not list what has changed");
    var found = new ArrayList<LargeFile>();
    var objects = changed.objects();
    for (int from = 0; from < objects.size(); from += SMALL_AT_ONCE) {
      var some = objects.subList(from, Math.min(from + SMALL_AT_ONCE, objects.size()));
      small(repository, some)
          .forEach((object, content) ->
              LfsPointer.read(content)
                  .ifPresent(pointer ->
                      changed
                          .names(object)
                          .forEach(name -> found.add(new LargeFile(name, pointer)))));
    }
    return found;
  }

  /** The contents of those of the objects that may be pointers: a kilobyte each, at most. */
  private static Map<String, byte[]> small(OwnGit repository, List<String> objects)
      throws HarvestFailed, InterruptedException {
    var names = String.join("\n", objects) + "\n";
    var printed = new ByteArrayOutputStream();
    repository
        .script("pointers", Scripts.READ_SMALL)
        .reading(new ByteArrayInputStream(names.getBytes(StandardCharsets.US_ASCII)))
        .writing(printed)
        .run("could not read the pointers of Git LFS");
    return BatchedBlobs.read(printed.toByteArray());
  }

  /** The content of one, as it stands in the workspace. */
  InputStream content(
      Job job, PreparedWorkspace workspace, LargeFile file, BooleanSupplier unless) {
    return repositories
        .of(job, workspace.base(), unless)
        .script("content", Scripts.CONTENT)
        .reading(new ByteArrayInputStream(file.name().bytes()))
        .piped("could not read " + file.name());
  }

  /** The files that a comparison finds, by the objects that they are now. */
  private static final class Contents extends RawChanges {
    private final Map<String, List<FileName>> names = new LinkedHashMap<>();

    @Override
    void changed(RawChange change, byte[] name) {
      if (change.newMode().startsWith("100")) {
        names.computeIfAbsent(change.newObject(), _ -> new ArrayList<>()).add(FileName.of(name));
      }
    }

    List<String> objects() {
      return List.copyOf(names.keySet());
    }

    List<FileName> names(String object) {
      return names.getOrDefault(object, List.of());
    }
  }
}
