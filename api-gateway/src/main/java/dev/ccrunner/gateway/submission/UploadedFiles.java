package dev.ccrunner.gateway.submission;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.Map;

/** What a run has to do with uploaded files: the port to whoever keeps them. */
public interface UploadedFiles {
  /** Those of these files that the team has; their contents stay long enough for {@link #hold}. */
  Map<FileId, FileRef> find(TeamId team, Collection<FileId> ids);

  /**
   * What is in these files stays until the run has ended, whatever becomes of the files. For the
   * transaction that stores the run.
   */
  void hold(TeamId team, RunId run, Collection<FileRef> files);
}
