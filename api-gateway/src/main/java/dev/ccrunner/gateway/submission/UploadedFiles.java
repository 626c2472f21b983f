package dev.ccrunner.gateway.submission;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.Map;

/** What a run has to know of uploaded files: the port to whoever keeps them. */
@FunctionalInterface
public interface UploadedFiles {
  /** Those of these files that the team has. */
  Map<FileId, FileRef> find(TeamId team, Collection<FileId> ids);
}
