package dev.ccrunner.gateway.audit;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.gateway.web.Tabular;
import dev.ccrunner.infra.audit.AuditLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The audit log over HTTP. It is read and never written here. */
@RestController
@RequestMapping("/v1/audit_log")
class AuditController implements AuditApi {
  private static final String JSON_LINES = "application/jsonl";

  private final AuditLog log;

  AuditController(AuditLog log) {
    this.log = log;
  }

  @Override
  @Needs(Scope.AUDIT_READ)
  @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, Tabular.CSV})
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({
    "of",
    "actor",
    "action",
    "target",
    "created_after",
    "created_before",
    "limit",
    "cursor"
  })
  public ResponseEntity<AuditList> list(Caller caller, QueryParameters query) {
    var wanted = AuditQuery.of(caller, query);
    // One more than is shown tells whether there is another page.
    var found = log.newest(wanted.chain(), wanted.filter(), wanted.before(), wanted.limit() + 1);
    var shown = found.subList(0, Math.min(wanted.limit(), found.size()));
    String next = found.size() > shown.size() ? wanted.cursorAfter(shown.getLast().seq()) : null;
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new AuditList(shown, next));
  }

  @Override
  @Needs(Scope.AUDIT_READ)
  @GetMapping(path = "/export", produces = JSON_LINES)
  @Refusals(ErrorCode.INVALID_PARAMETER)
  @QueryNames("of")
  public void export(Caller caller, QueryParameters query, HttpServletResponse response)
      throws IOException {
    var chain = AuditQuery.chain(caller, query);
    response.setContentType(JSON_LINES);
    response.setHeader("Cache-Control", "no-store");
    var out = response.getOutputStream();
    log.export(
        chain,
        link -> {
          try {
            out.write((link.json() + "\n").getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  @Needs(Scope.AUDIT_READ)
  @GetMapping(path = "/verify", produces = MediaType.APPLICATION_JSON_VALUE)
  @Refusals(ErrorCode.INVALID_PARAMETER)
  @QueryNames("of")
  public AuditVerdictView verify(Caller caller, QueryParameters query) {
    return AuditVerdictView.of(log.verify(AuditQuery.chain(caller, query)));
  }
}
