package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.gateway.web.PageLimit;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which secrets is wanted.
 *
 * @param list names team and filter: what a cursor is bound to
 */
record SecretQuery(@Nullable SecretKind kind, @Nullable SecretId before, int limit, String list) {

  static SecretQuery of(Caller caller, QueryParameters query) {
    SecretKind kind = query.value("kind").map(SecretQuery::kind).orElse(null);
    String list = "secrets %s %s".formatted(caller.teamId(), kind);
    @Nullable SecretId before =
        query
            .value("cursor")
            .map(cursor -> new SecretId(PageCursor.last(cursor, list)))
            .orElse(null);
    return new SecretQuery(kind, before, PageLimit.of(query), list);
  }

  private static SecretKind kind(String text) {
    return SecretKind.ofWireName(text)
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.INVALID_PARAMETER,
                "kind: expected one of %s, found '%s'."
                    .formatted(String.join(", ", SecretKind.wireNames()), Shown.shortly(text))));
  }
}
