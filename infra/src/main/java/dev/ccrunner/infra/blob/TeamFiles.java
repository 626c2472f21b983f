package dev.ccrunner.infra.blob;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files of teams. One whose time is over does not exist, whether it is removed already or not. */
public class TeamFiles {
  private final FileRepository repository;
  private final BlobSettings settings;

  TeamFiles(FileRepository repository, BlobSettings settings) {
    this.repository = repository;
    this.settings = settings;
  }

  /** Makes a file of a content that was kept just now. Can be part of a transaction. */
  public UploadedFile add(
      TeamId team, String name, String mediaType, StoredBlob blob, Duration keptFor) {
    return repository.insert(
        team, new FileId(TimeOrderedIds.next()), name, mediaType, blob, keptFor);
  }

  public Optional<UploadedFile> find(TeamId team, FileId id) {
    return repository.find(team, List.of(id)).stream().findFirst();
  }

  /**
   * Up to {@code limit} files, the newest first.
   *
   * @param before only those before this one; null: from the newest on
   */
  public List<UploadedFile> list(TeamId team, @Nullable UUID before, int limit) {
    return repository.list(team, before, limit);
  }

  /** Deletes a file; whether it was there. Runs that have it keep what is in it. */
  public boolean delete(TeamId team, FileId id) {
    return repository.delete(team, id);
  }

  /**
   * Those of the files that are there, for a run that is about to be submitted: what is in them
   * stays for as long as unreferenced contents do, time enough for {@link #hold}.
   *
   * @return by id; a file that is not there is not in it
   */
  public Map<FileId, FileRef> use(TeamId team, Collection<FileId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return repository.use(team, ids, settings.unreferencedFor()).stream()
        .collect(Collectors.toMap(UploadedFile::id, UploadedFile::ref));
  }

  /**
   * What is in these files stays until the run has ended, whatever becomes of the files and however
   * long it waits. For the transaction that submits the run.
   */
  public void hold(TeamId team, RunId run, Collection<FileRef> files) {
    if (!files.isEmpty()) {
      repository.hold(
          team, run, files.stream().map(FileRef::blob).map(StoredBlob::key).distinct().toList());
    }
  }
}
