package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.submission.UploadedFiles;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.NewSession;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Begins a session with what was exported from another one, or brought from a laptop. */
@Service
class SessionImports {
  private static final String FILE = "/file_id";

  private final SessionLedger ledger;
  private final SessionConversations conversations;
  private final SessionSnapshots snapshots;
  private final UploadedFiles files;
  private final Blobs blobs;
  private final SessionTerms terms;
  private final SessionSettings settings;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final JsonMapper json;

  SessionImports(
      SessionLedger ledger,
      SessionConversations conversations,
      SessionSnapshots snapshots,
      UploadedFiles files,
      Blobs blobs,
      SessionTerms terms,
      SessionSettings settings,
      IdempotentRequests requests,
      AuditTrail audit,
      JsonMapper json) {
    this.ledger = ledger;
    this.conversations = conversations;
    this.snapshots = snapshots;
    this.files = files;
    this.blobs = blobs;
    this.terms = terms;
    this.settings = settings;
    this.requests = requests;
    this.audit = audit;
    this.json = json;
  }

  Answer read(Caller caller, SessionImportRequest asked, IdempotencyKey key) {
    terms.check(asked.name(), asked.labels(), asked.expiresAfter());
    var file = file(caller, asked.fileId());
    // Before the transaction: contents take their time, and what is kept twice is kept once.
    var imported = unpack(caller, file);
    return requests.once(caller.teamId(), key, () -> begin(caller, asked, file, imported));
  }

  private FileRef file(Caller caller, @Nullable String text) {
    if (text == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, FILE, "Expected the id of a file, found none.");
    }
    Optional<FileId> id = FileId.parse(text);
    return id.map(found -> files.find(caller.teamId(), List.of(found)).get(found))
        .orElseThrow(() ->
            ProblemException.at(
                ErrorCode.FILE_NOT_FOUND,
                FILE,
                "Expected the id of a file of this team, found '%s'."
                    .formatted(Shown.shortly(text))));
  }

  private ImportedSession unpack(Caller caller, FileRef file) {
    var reader = new ImportReader(blobs, new BlobOwner.Team(caller.teamId()), settings);
    try {
      return reader.read(file.blob());
    } catch (ImportRefused e) {
      throw ProblemException.at(ErrorCode.MALFORMED_ARCHIVE, FILE, e.getMessage() + ".");
    } catch (BlobRefused e) {
      throw ProblemException.at(ErrorCode.STORAGE_FULL, FILE, e.getMessage() + ".");
    } catch (IOException e) {
      var problem =
          ProblemException.of(
              ErrorCode.UNAVAILABLE, "Expected to reach what keeps files, found that it fails.");
      problem.addSuppressed(e);
      throw problem;
    }
  }

  private Answer begin(
      Caller caller, SessionImportRequest asked, FileRef file, ImportedSession imported) {
    var id = new SessionId(TimeOrderedIds.next());
    var session =
        new NewSession(
            caller.teamId(),
            id,
            terms.name(asked.name()),
            Objects.requireNonNull(asked.labels()),
            caller.actor().author(),
            terms.keep(asked.expiresAfter()),
            imported.conversation(),
            WorkspaceSpec.EMPTY,
            SessionOrigin.NONE);
    var view = SessionView.of(ledger.create(session));
    // No run has left it: the session itself stands in for one.
    var from = new RunId(id.value());
    conversations.begin(
        caller.teamId(),
        id,
        new StoredConversation(from, imported.conversation(), imported.main(), imported.agents()));
    snapshots.begin(caller.teamId(), id, from, "{}", imported.archives());
    audit.record(
        caller, AuditAction.SESSION_IMPORTED, id, null, Map.of("file_id", file.id().toString()));
    return Answer.fresh(201, view.urls().self(), json.writeValueAsString(view));
  }
}
