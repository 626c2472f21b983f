package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.signin.Sessions;
import dev.ccrunner.gateway.identity.teams.GivenMemberships;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets somebody in by the word of a provider: finds the account, links or makes one, brings its
 * teams up to date and begins a session, all in one transaction with what is written down about it.
 */
@Service
class OidcAccounts {
  private static final Logger log = LoggerFactory.getLogger(OidcAccounts.class);

  private final OidcIdentityRepository repository;
  private final GivenMemberships memberships;
  private final TeamRules rules;
  private final Sessions sessions;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;

  OidcAccounts(
      OidcIdentityRepository repository,
      GivenMemberships memberships,
      TeamRules rules,
      Sessions sessions,
      AuditTrail audit,
      TransactionTemplate transactions) {
    this.repository = repository;
    this.memberships = memberships;
    this.rules = rules;
    this.sessions = sessions;
    this.audit = audit;
    this.transactions = transactions;
  }

  /** What becomes of it. */
  private sealed interface Outcome {
    record Admitted(Sessions.Begun session) implements Outcome {}

    /**
     * Not let in.
     *
     * @param keep whether something has changed all the same: teams that were taken away
     */
    record Refused(ErrorCode code, String why, boolean keep) implements Outcome {
      static Refused because(ErrorCode code, String why) {
        return new Refused(code, why, false);
      }
    }

    /** Somebody else has made the same account at the same moment. */
    record Overtaken() implements Outcome {}
  }

  /** Somebody's account, and how it came to be that of this identity. */
  private record Found(UserId id, How how) {}

  private enum How {
    KNOWN,
    LINKED,
    CREATED
  }

  /** The session, or a refusal. */
  Sessions.Begun admit(
      OidcProvider provider, ProvidedIdentity identity, HttpServletRequest request) {
    Outcome outcome = attempt(provider, identity, request);
    if (outcome instanceof Outcome.Overtaken) {
      // What the other one has made is there by now.
      outcome = attempt(provider, identity, request);
    }
    return switch (outcome) {
      case Outcome.Admitted(var session) -> session;
      case Outcome.Refused(var code, var why, _) -> {
        log.info("{} has vouched for {}, who is refused: {}", provider.id(), identity, why);
        throw refusal(code);
      }
      case Outcome.Overtaken _ ->
          throw ProblemException.of(
              ErrorCode.EMAIL_TAKEN, "This address has an account since a moment ago. Try again.");
    };
  }

  private static ProblemException refusal(ErrorCode code) {
    return ProblemException.of(
        code,
        code == ErrorCode.EMAIL_NOT_VERIFIED
            ? "Expected the identity provider to say that your e-mail address is verified, but it"
                + " does not. Verify it there and sign in again."
            : "Expected an account that is open and in a team, or a rule or an invitation that lets"
                + " you into one, found none. Ask whoever looks after this service.");
  }

  private Outcome attempt(
      OidcProvider provider, ProvidedIdentity identity, HttpServletRequest request) {
    return Objects.requireNonNull(
        transactions.execute(status -> {
          Outcome outcome = admitted(provider, identity, request);
          boolean keep =
              switch (outcome) {
                case Outcome.Admitted _ -> true;
                case Outcome.Refused refused -> refused.keep();
                case Outcome.Overtaken _ -> false;
              };
          if (!keep) {
            status.setRollbackOnly();
          }
          return outcome;
        }));
  }

  private Outcome admitted(
      OidcProvider provider, ProvidedIdentity identity, HttpServletRequest request) {
    Optional<OidcAccount> known = repository.find(identity.issuer(), identity.subject());
    if (known.isPresent()) {
      return known.get().disabled()
          ? Outcome.Refused.because(ErrorCode.NO_ACCESS, "the account is closed")
          : enter(new Found(known.get().id(), How.KNOWN), provider, identity, request);
    }
    if (identity.email().isEmpty()) {
      return Outcome.Refused.because(ErrorCode.EMAIL_NOT_VERIFIED, "there is no verified address");
    }
    EmailAddress email = identity.email().get();
    Optional<OidcAccount> sameAddress = repository.find(email);
    return sameAddress.isPresent()
        ? link(sameAddress.get(), provider, identity, request)
        : create(email, provider, identity, request);
  }

  /**
   * The provider has proven whose the address is; whoever has had the account so far may only have
   * claimed it. So their password and their sessions end here.
   */
  private Outcome link(
      OidcAccount account,
      OidcProvider provider,
      ProvidedIdentity identity,
      HttpServletRequest request) {
    if (account.disabled()) {
      return Outcome.Refused.because(ErrorCode.NO_ACCESS, "the account is closed");
    }
    if (repository.isSomebodyElsesAt(identity.issuer(), identity.subject(), account.id())) {
      // An address that was given to somebody new is not the old one's account.
      return Outcome.Refused.because(
          ErrorCode.NO_ACCESS, "the address is that of somebody else at the same provider");
    }
    if (!repository.link(identity.issuer(), identity.subject(), account.id())) {
      return new Outcome.Overtaken();
    }
    repository.forgetPassword(account.id());
    sessions.endAll(account.id());
    return enter(new Found(account.id(), How.LINKED), provider, identity, request);
  }

  private Outcome create(
      EmailAddress email,
      OidcProvider provider,
      ProvidedIdentity identity,
      HttpServletRequest request) {
    var id = new UserId(TimeOrderedIds.next());
    if (!repository.insert(id, email, identity.name())
        || !repository.link(identity.issuer(), identity.subject(), id)) {
      return new Outcome.Overtaken();
    }
    return enter(new Found(id, How.CREATED), provider, identity, request);
  }

  private Outcome enter(
      Found account, OidcProvider provider, ProvidedIdentity identity, HttpServletRequest request) {
    UserId user = account.id();
    var mapped = rules.mapped(provider.settings(), identity);
    var ofDomain = rules.ofDomain(provider.settings(), identity);
    var changes = new ArrayList<GivenMemberships.Change>();
    memberships.lock(user, mapped.keySet(), ofDomain.keySet());
    changes.addAll(memberships.bringUpToDate(user, identity.issuer(), mapped));
    identity.email().ifPresent(email -> changes.addAll(memberships.acceptFor(user, email)));
    changes.addAll(memberships.joinOnce(user, ofDomain));
    memberships.record(changes, user, provider.id());
    if (!repository.isInATeam(user)) {
      return new Outcome.Refused(
          ErrorCode.NO_ACCESS, "nothing gives a team", account.how() == How.KNOWN);
    }
    var by = Map.of("provider", provider.id());
    switch (account.how()) {
      case KNOWN -> {}
      case LINKED -> record(AuditAction.USER_LINKED, user, by);
      case CREATED -> record(AuditAction.USER_CREATED, user, by);
    }
    var session = sessions.begin(user, request);
    record(AuditAction.SESSION_BEGUN, user, by);
    return new Outcome.Admitted(session);
  }

  private void record(AuditAction action, UserId user, Map<String, String> by) {
    audit.record(AuditTrail.INSTALLATION, user.toString(), action, user, null, by);
  }
}
