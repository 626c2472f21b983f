package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The header in which a caller says for which of its teams it speaks. */
public final class TeamHeader {
  /** Its name. */
  public static final String NAME = "X-Team";

  private TeamHeader() {}

  /** The team that is named, or empty; refuses a text that names none. */
  public static Optional<TeamId> in(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(NAME))
        .map(text -> TeamId.parse(text).orElseThrow(() -> unknown(text)));
  }

  /** Refuses a request for another team than the only one its caller has. */
  public static void refuseOther(HttpServletRequest request, TeamId only) {
    in(request)
        .filter(named -> !named.equals(only))
        .ifPresent(named -> {
          throw unknown(named.toString());
        });
  }

  /** The answer to a team that is not the caller's, whether there is one or not. */
  public static ProblemException unknown(String text) {
    return ProblemException.of(
        ErrorCode.TEAM_NOT_FOUND,
        "Expected a team of the caller, found '%s'.".formatted(Shown.shortly(text)));
  }
}
