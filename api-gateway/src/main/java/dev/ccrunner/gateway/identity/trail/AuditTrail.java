package dev.ccrunner.gateway.identity.trail;

import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.RequestId;
import dev.ccrunner.gateway.web.ClientAddresses;
import dev.ccrunner.infra.audit.AuditEntry;
import dev.ccrunner.infra.audit.AuditLog;
import dev.ccrunner.team.TeamId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes down what callers do. To be called in the transaction of the change itself, as the last
 * thing in it: until its end nobody else of the team can write anything down.
 *
 * <p>What a thing was before and is now are the views of the API, in which no secret is.
 */
@Component
public class AuditTrail {
  /** The chain of what belongs to no team: sign-ins, accounts, workers. */
  public static final TeamId INSTALLATION = new TeamId(new UUID(0, 0));

  private final AuditLog log;
  private final ClientAddresses addresses;
  private final JsonMapper json;

  AuditTrail(AuditLog log, ClientAddresses addresses, JsonMapper json) {
    this.log = log;
    this.addresses = addresses;
    this.json = json;
  }

  /** Something that the caller did in its team. */
  public void record(
      Caller caller,
      AuditAction action,
      Object target,
      @Nullable Object before,
      @Nullable Object after) {
    record(caller.teamId(), name(caller.actor()), action, target, before, after);
  }

  /**
   * Something that was done in a team, or in the {@link #INSTALLATION}.
   *
   * @param actor the id of a user or of an API key
   * @param target what it was done to; its text is its id
   * @param before the view of it; null: it did not exist, or nothing of it changed
   * @param after the view of it; null: it does not exist any more, or nothing of it changed
   */
  public void record(
      TeamId team,
      String actor,
      AuditAction action,
      Object target,
      @Nullable Object before,
      @Nullable Object after) {
    log.append(
        team,
        new AuditEntry(
            actor, action.wireName(), target.toString(), origin(), text(before), text(after)));
  }

  /** The name of an actor in the log. */
  public static String name(Actor actor) {
    return switch (actor) {
      case Actor.Key(var id, _) -> id.toString();
      case Actor.User(var id) -> id.toString();
    };
  }

  private @Nullable String text(@Nullable Object view) {
    return view == null ? null : json.writeValueAsString(view);
  }

  /** Of the request that this thread answers. */
  private AuditEntry.@Nullable Origin origin() {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current) {
      var request = current.getRequest();
      return new AuditEntry.Origin(addresses.of(request).getHostAddress(), RequestId.of(request));
    }
    return null;
  }
}
