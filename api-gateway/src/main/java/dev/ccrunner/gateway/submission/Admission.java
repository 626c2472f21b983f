package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of looking at a request. That it was sent before is found out later, with its key. */
sealed interface Admission {
  /**
   * It may run, and this is all it asks for.
   *
   * @param spec without the files it names: they are looked up by {@link FilesOfRun}
   * @param parts of a prompt that is more than one text; empty when it is not
   * @param files for its working directory
   * @param session that it goes on with; null: it stands alone
   * @param bringsWorkspace whether it says anything of what is in its working directory
   */
  record Admitted(
      RunSpec spec,
      List<AskedPart> parts,
      List<AskedFile> files,
      @Nullable SessionId session,
      boolean bringsWorkspace,
      Map<String, String> labels,
      @Nullable Duration expiresAfter)
      implements Admission {
    public Admitted {
      parts = List.copyOf(parts);
      files = List.copyOf(files);
    }
  }

  /** It may not; at least one field says why. */
  record Refused(ErrorCode code, List<FieldError> errors) implements Admission {}
}
