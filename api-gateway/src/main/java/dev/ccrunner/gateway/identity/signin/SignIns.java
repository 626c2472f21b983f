package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.throttle.Throttle;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.ClientAddresses;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Passwords against accounts. Whether an account exists, is closed or has no password shows neither
 * in the answer nor in the work: each way leads past the same count, the same query and one hash.
 */
@Service
class SignIns {
  private final AccountRepository accounts;
  private final PasswordHashes hashes;
  private final Sessions sessions;
  private final AuditTrail audit;
  private final Throttle throttle;
  private final ClientAddresses addresses;
  private final TransactionTemplate transactions;

  SignIns(
      AccountRepository accounts,
      PasswordHashes hashes,
      Sessions sessions,
      AuditTrail audit,
      Throttle throttle,
      ClientAddresses addresses,
      TransactionTemplate transactions) {
    this.accounts = accounts;
    this.hashes = hashes;
    this.sessions = sessions;
    this.audit = audit;
    this.throttle = throttle;
    this.addresses = addresses;
    this.transactions = transactions;
  }

  /** A person that is signed in now. */
  record SignedIn(Account account, Sessions.Begun session) {}

  SignedIn signIn(EmailAddress email, String password, HttpServletRequest request) {
    Account account = verified(email, accounts.find(email), password, request);
    return inTransaction(() -> begin(account, request));
  }

  /** The account, if the password is its own. */
  private Account verified(
      EmailAddress email, Optional<Account> found, String password, HttpServletRequest request) {
    InetAddress from = addresses.of(request);
    throttle.passwordTried(email, from);
    Optional<Account> open = found.filter(account -> !account.disabled());
    boolean right = hashes.matches(password, open.map(Account::passwordHash).orElse(null));
    if (!right) {
      throw wrong();
    }
    throttle.passwordWasRight(email, from);
    return open.orElseThrow();
  }

  /** Another password for who knows the one so far; all other sessions end. */
  void changePassword(
      UserId user, SecretToken session, String current, String next, HttpServletRequest request) {
    hashes.check("/new_password", next);
    Account account = accounts.find(user).orElseThrow(SignIns::wrong);
    verified(account.email(), Optional.of(account), current, request);
    String hash = hashes.hash(next);
    transactions.executeWithoutResult(_ -> {
      accounts.setPassword(user, hash);
      sessions.endOthers(user, session);
      record(AuditAction.USER_PASSWORD_CHANGED, user);
    });
  }

  /** Ends all sessions, in whatever browser. */
  void signOutEverywhere(UserId user) {
    transactions.executeWithoutResult(_ -> {
      sessions.endAll(user);
      record(AuditAction.USER_SIGNED_OUT_EVERYWHERE, user);
    });
  }

  /** A password for who has the link; all sessions end. */
  SignedIn resetPassword(String link, String next, HttpServletRequest request) {
    hashes.check("/new_password", next);
    SecretToken token = token(link, request);
    String hash = hashes.hash(next);
    Account account =
        inTransaction(() -> {
          Account found = accounts.takePasswordLink(token).orElseThrow(SignIns::notValid);
          accounts.setPassword(found.id(), hash);
          sessions.endAll(found.id());
          record(AuditAction.USER_PASSWORD_CHANGED, found.id());
          return found;
        });
    throttle.linkWasRight(addresses.of(request));
    throttle.passwordChosen(account.email());
    return inTransaction(() -> begin(account, request));
  }

  /**
   * Lets somebody into a team: with a new account, or with the one that has the address of the
   * invitation. Then the password must be that account's, or whoever finds a link would be it.
   */
  SignedIn acceptInvitation(String link, String name, String password, HttpServletRequest request) {
    SecretToken token = token(link, request);
    var invitation = accounts.lockInvitation(token).orElseThrow(SignIns::notValid);
    throttle.linkWasRight(addresses.of(request));
    EmailAddress email = invitation.email();
    Optional<Account> known = accounts.find(email);
    String hash = "";
    if (known.isPresent()) {
      verified(email, known, password, request);
    } else {
      hashes.check("/password", password);
      hash = hashes.hash(password);
    }
    String fresh = hash;
    return inTransaction(() -> {
      // Again, for somebody else may have used the link while the password was looked at.
      var still = accounts.lockInvitation(token).orElseThrow(SignIns::notValid);
      Account account = known.orElseGet(() -> create(email, name, fresh));
      accounts.join(still.team(), account.id(), still.role());
      accounts.markAccepted(still.team(), token);
      audit.record(
          still.team(),
          account.id().toString(),
          AuditAction.INVITATION_ACCEPTED,
          account.id(),
          null,
          null);
      return begin(account, request);
    });
  }

  private Account create(EmailAddress email, String name, String hash) {
    var id = new UserId(TimeOrderedIds.next());
    if (!accounts.insert(id, email, name, hash)) {
      throw ProblemException.of(
          ErrorCode.EMAIL_TAKEN, "This address has an account since a moment ago. Try again.");
    }
    return new Account(id, email, name, hash, false);
  }

  private SignedIn begin(Account account, HttpServletRequest request) {
    var begun = sessions.begin(account.id(), request);
    record(AuditAction.SESSION_BEGUN, account.id());
    return new SignedIn(account, begun);
  }

  /** What people do with their accounts belongs to no team. */
  private void record(AuditAction action, UserId user) {
    audit.record(AuditTrail.INSTALLATION, user.toString(), action, user, null, null);
  }

  private SecretToken token(String link, HttpServletRequest request) {
    throttle.linkTried(addresses.of(request));
    return SecretToken.parse(link).orElseThrow(SignIns::notValid);
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(_ -> work.get()));
  }

  private static ProblemException wrong() {
    return ProblemException.of(
        ErrorCode.WRONG_CREDENTIALS,
        "Expected the e-mail address and the password of an account that is open.");
  }

  private static ProblemException notValid() {
    return ProblemException.of(
        ErrorCode.LINK_NOT_VALID,
        "Expected the token of a link that was not used yet and is not too old. Ask for a new"
            + " one.");
  }
}
