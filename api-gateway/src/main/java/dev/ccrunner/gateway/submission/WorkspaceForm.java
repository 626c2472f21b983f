package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.team.TeamId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides what a working directory is made of where it is not a run that says so. */
@Component
public class WorkspaceForm {
  private final RequestBounds bounds;
  private final FilesOfRun files;
  private final SecretsOfRun secrets;

  WorkspaceForm(RequestBounds bounds, FilesOfRun files, SecretsOfRun secrets) {
    this.bounds = bounds;
    this.files = files;
    this.secrets = secrets;
  }

  /**
   * What it is made of, with its files.
   *
   * @param asked null: an empty directory
   * @throws ProblemException when it must not be, or the team has no such file or secret
   */
  public WorkspaceSpec decide(TeamId team, @Nullable WorkspaceRequest asked) {
    var objections = new Objections();
    var decided = WorkspaceRequest.decide(asked, bounds.workspace(), objections);
    objections
        .refusal()
        .ifPresent(refused -> {
          throw ProblemException.ofFields(refused.code(), refused.errors());
        });
    secrets.check(team, decided.spec().git());
    return files.take(team, decided);
  }
}
