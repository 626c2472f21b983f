package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.team.Subject;
import org.springframework.stereotype.Component;

/** Finds whom a path names. */
@Component
class Subjects {
  private final SubjectRepository repository;

  Subjects(SubjectRepository repository) {
    this.repository = repository;
  }

  /** The key, user or team with this id; another team's is not there. */
  Subject named(Caller caller, String text) {
    return Subject.parse(text)
        .filter(subject -> repository.exists(caller.teamId(), subject))
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.SUBJECT_NOT_FOUND,
                "Expected the id of a key or a member of this team, or of this team, found '%s'."
                    .formatted(Shown.shortly(text))));
  }
}
