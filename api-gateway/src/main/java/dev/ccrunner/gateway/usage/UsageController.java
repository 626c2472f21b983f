package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.gateway.web.Tabular;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reports of use over HTTP. */
@RestController
class UsageController implements UsageApi {
  private final UsageReports reports;
  private final UsageSettings settings;
  private final Clock clock;

  UsageController(UsageReports reports, UsageSettings settings, Clock clock) {
    this.reports = reports;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  @Needs(Scope.USAGE_READ)
  @GetMapping(
      path = "/v1/usage",
      produces = {MediaType.APPLICATION_JSON_VALUE, Tabular.CSV})
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR, ErrorCode.REPORT_TOO_LARGE})
  @QueryNames({
    "group_by",
    "from",
    "to",
    "user",
    "key",
    "model",
    "label.*",
    "of",
    "limit",
    "cursor"
  })
  public ResponseEntity<UsageReport> report(Caller caller, QueryParameters query) {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var wanted = UsageQuery.of(caller, query, today, settings);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(reports.of(caller, wanted));
  }
}
