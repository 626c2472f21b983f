package dev.ccrunner.gateway.files;

import dev.ccrunner.gateway.content.Downloads;
import dev.ccrunner.gateway.content.StoredContent;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.gateway.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files over HTTP. */
@RestController
@RequestMapping("/v1/files")
class FileController implements FileApi {
  private final FileActions files;
  private final Uploads uploads;
  private final StoredContent contents;
  private final Downloads downloads;

  FileController(FileActions files, Uploads uploads, StoredContent contents, Downloads downloads) {
    this.files = files;
    this.uploads = uploads;
    this.contents = contents;
    this.downloads = downloads;
  }

  @Override
  @RawBody
  @Audited(AuditAction.FILE_CREATED)
  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Scope.FILES_WRITE)
  @QueryNames({"name", "expires_after"})
  @Refusals({
    ErrorCode.MALFORMED_UPLOAD,
    ErrorCode.MISSING_FIELD,
    ErrorCode.UNKNOWN_FIELD,
    ErrorCode.DUPLICATE_FIELD,
    ErrorCode.INVALID_FIELD,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.UPLOAD_TOO_SLOW,
    ErrorCode.STORAGE_FULL,
    ErrorCode.FILE_TOO_LARGE,
    ErrorCode.TOO_MANY_UPLOADS,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public ResponseEntity<String> create(
      Caller caller, QueryParameters query, HttpServletRequest request) throws IOException {
    var upload = uploads.take(caller.teamId(), query, request);
    var key =
        IdempotencyKey.of("POST /v1/files", request, upload.fingerprint(request.getRequestURI()));
    return files.add(caller, upload, key).toResponse();
  }

  @Override
  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Scope.FILES_READ)
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({"limit", "cursor"})
  public Page<FileView> list(Caller caller, QueryParameters query) {
    return files.list(caller, PageRequest.of(query, "files " + caller.teamId()));
  }

  @Override
  @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Scope.FILES_READ)
  @Refusals(ErrorCode.FILE_NOT_FOUND)
  public FileView get(Caller caller, @PathVariable String id) {
    return FileView.of(files.look(caller, id));
  }

  @Override
  @GetMapping("/{id}/content")
  @Needs(Scope.FILES_READ)
  @Refusals({
    ErrorCode.FILE_NOT_FOUND,
    ErrorCode.RANGE_NOT_SATISFIABLE,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public void download(
      Caller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var file = files.look(caller, id);
    downloads.send(contents.of(file.name(), file.mediaType(), file.blob()), request, response);
  }

  @Override
  @Audited(AuditAction.FILE_DELETED)
  @DeleteMapping("/{id}")
  @Needs(Scope.FILES_WRITE)
  @Refusals(ErrorCode.FILE_NOT_FOUND)
  public ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    files.delete(caller, id);
    return ResponseEntity.noContent().build();
  }
}
