package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.RunOutput.Kind;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredOutput;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs that belong to no session and have kept what a session can begin with. */
@Component
class KeptRuns {
  private static final String POINTER = "/run_id";

  private final RunLedger runs;
  private final StoredOutputs outputs;
  private final SessionConversations conversations;
  private final SessionSnapshots snapshots;
  private final SessionStates states;

  KeptRuns(
      RunLedger runs,
      StoredOutputs outputs,
      SessionConversations conversations,
      SessionSnapshots snapshots,
      SessionStates states) {
    this.runs = runs;
    this.outputs = outputs;
    this.conversations = conversations;
    this.snapshots = snapshots;
    this.states = states;
  }

  /**
   * The run of that id.
   *
   * @throws ProblemException when a session cannot begin with it
   */
  KeptRun find(TeamId team, String text) {
    var run =
        RunId.parse(text)
            .flatMap(id -> runs.find(team, id))
            .orElseThrow(() ->
                ProblemException.at(
                    ErrorCode.RUN_NOT_FOUND,
                    POINTER,
                    "Expected the id of a run of this team, found '%s'."
                        .formatted(Shown.shortly(text))));
    if (run.session() != null) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          POINTER,
          "Expected a run that belongs to no session, found one of %s. Fork that session instead."
              .formatted(run.session().session()));
    }
    if (!run.status().terminal()) {
      throw ProblemException.at(
          ErrorCode.RUN_NOT_ENDED,
          POINTER,
          "Expected a run that has ended, found one in status %s."
              .formatted(run.status().wireName()));
    }
    var workspace =
        outputs.last(team, run.id(), Kind.WORKSPACE).orElseThrow(() -> notKept(run.id()));
    return new KeptRun(
        run,
        conversation(run),
        workspace,
        outputs.last(team, run.id(), Kind.BASELINE).orElse(null));
  }

  private @Nullable StoredConversation conversation(StoredRun run) {
    var transcript = outputs.last(run.teamId(), run.id(), Kind.TRANSCRIPT).orElse(null);
    if (transcript == null) {
      return null;
    }
    var name = transcript.name();
    var agents = outputs.last(run.teamId(), run.id(), Kind.AGENTS);
    return new StoredConversation(
        run.id(),
        UUID.fromString(name.substring(0, name.lastIndexOf('.'))),
        transcript.blob(),
        agents.map(StoredOutput::blob).orElse(null));
  }

  /** Lets the session begin with it, in the transaction that begins the session. */
  void give(KeptRun kept, SessionId session) {
    var team = kept.run().teamId();
    var run = kept.run().id();
    var contents = new ArrayList<StoredBlob>();
    if (kept.conversation() != null) {
      contents.addAll(kept.conversation().contents());
      conversations.begin(team, session, kept.conversation());
    }
    if (kept.baseline() != null) {
      contents.add(kept.baseline().blob());
      snapshots.beginBaseline(team, session, run, kept.baseline().blob());
    }
    var workspace = kept.workspace();
    contents.add(workspace.blob());
    var about = workspace.aboutJson() == null ? "{}" : workspace.aboutJson();
    snapshots.begin(team, session, run, about, List.of(workspace.blob()));
    if (!states.hold(team, contents)) {
      throw notKept(run);
    }
  }

  private static ProblemException notKept(RunId run) {
    return ProblemException.at(
        ErrorCode.STATE_NOT_KEPT,
        POINTER,
        "Expected a run whose working directory is kept, found %s: it was submitted without workspace.keep, or the time it is kept for is over."
            .formatted(run));
  }
}
