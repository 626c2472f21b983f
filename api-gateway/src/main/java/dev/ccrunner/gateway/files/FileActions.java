package dev.ccrunner.gateway.files;

import dev.ccrunner.file.FileId;
import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.infra.blob.TeamFiles;
import dev.ccrunner.infra.blob.UploadedFile;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What a team can do with its files. */
@Service
class FileActions {
  private final TeamFiles files;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final JsonMapper json;

  FileActions(
      TeamFiles files,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      JsonMapper json) {
    this.files = files;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.json = json;
  }

  /** Makes a file of an upload, once however often it is sent with the same key. */
  Answer add(Caller caller, Upload upload, IdempotencyKey key) {
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          var file =
              files.add(
                  caller.teamId(), upload.name(), upload.mediaType(), upload.blob(), upload.keep());
          var view = FileView.of(file);
          audit.record(caller, AuditAction.FILE_CREATED, file.id(), null, view);
          return Answer.fresh(201, view.path(), json.writeValueAsString(view));
        });
  }

  UploadedFile look(Caller caller, String id) {
    return FileId.parse(id)
        .flatMap(file -> files.find(caller.teamId(), file))
        .orElseThrow(() -> unknown(id));
  }

  Page<FileView> list(Caller caller, PageRequest page) {
    var found = files.list(caller.teamId(), page.last(), page.sought());
    return page.page(found, FileView::of, file -> file.id().value());
  }

  void delete(Caller caller, String id) {
    transactions.executeWithoutResult(_ -> {
      var before = look(caller, id);
      if (!files.delete(caller.teamId(), before.id())) {
        throw unknown(id);
      }
      audit.record(caller, AuditAction.FILE_DELETED, before.id(), FileView.of(before), null);
    });
  }

  private static ProblemException unknown(String id) {
    return ProblemException.of(
        ErrorCode.FILE_NOT_FOUND,
        "Expected the id of a file of this team, found '%s'.".formatted(Shown.shortly(id)));
  }
}
