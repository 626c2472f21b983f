package dev.ccrunner.gateway.files;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.gateway.submission.UploadedFiles;
import dev.ccrunner.infra.blob.TeamFiles;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What runs are told of files. */
@Component
class FilesForRuns implements UploadedFiles {
  private final TeamFiles files;

  FilesForRuns(TeamFiles files) {
    this.files = files;
  }

  @Override
  public Map<FileId, FileRef> find(TeamId team, Collection<FileId> ids) {
    return files.use(team, ids);
  }

  @Override
  public void hold(TeamId team, RunId run, Collection<FileRef> held) {
    files.hold(team, run, held);
  }
}
