package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SignedIn;
import dev.ccrunner.gateway.identity.policy.PolicyView;
import dev.ccrunner.team.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/me}: what a caller may know of itself. */
@RestController
@Tag(name = "sign-in")
class MeController {
  private final MeRepository repository;
  private final SessionCookie cookie;

  MeController(MeRepository repository, SessionCookie cookie) {
    this.repository = repository;
    this.cookie = cookie;
  }

  @Operation(
      operationId = "getMe",
      summary = "Who am I, and what may I do?",
      description = "For persons and keys alike.")
  @SignedIn
  @GetMapping(path = "/v1/me", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<MeView> me(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) HttpServletRequest request) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(view(caller, request));
  }

  private MeView view(Caller caller, HttpServletRequest request) {
    String key = caller.actor() instanceof Actor.Key(var id, _) ? id.toString() : null;
    UserId user = caller.actor().userId();
    var mine = user == null ? List.<MeView.MyTeam>of() : repository.teams(user);
    String team = caller.teamId().toString();
    MeView.MyTeam current =
        mine.stream()
            .filter(one -> one.id().equals(team))
            .findFirst()
            .orElseGet(() -> new MeView.MyTeam(team, repository.teamName(caller.teamId()), null));
    var mode = caller.caps().largestMode();
    return new MeView(
        "me",
        user == null ? null : repository.person(user).orElse(null),
        key,
        current,
        key == null ? mine : List.of(current),
        Scope.wireNames(caller.scopes()),
        mode == null ? null : mode.wireName(),
        PolicyView.of(caller.caps().policy()),
        key == null ? cookie.in(request).map(CsrfToken::of).orElse(null) : null);
  }
}
