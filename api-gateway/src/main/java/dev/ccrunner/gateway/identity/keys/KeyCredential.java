package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Admission;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Credential;
import dev.ccrunner.gateway.identity.PresentedKey;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.TeamHeader;
import dev.ccrunner.gateway.identity.Unauthenticated;
import dev.ccrunner.gateway.identity.throttle.Throttle;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.ClientAddresses;
import dev.ccrunner.key.ApiKey;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** An API key in a header. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class KeyCredential implements Credential {
  private final KnownKeys keys;
  private final LastUses lastUses;
  private final ClientAddresses addresses;
  private final Throttle throttle;
  private final Clock clock;

  KeyCredential(
      KnownKeys keys,
      LastUses lastUses,
      ClientAddresses addresses,
      Throttle throttle,
      Clock clock) {
    this.keys = keys;
    this.lastUses = lastUses;
    this.addresses = addresses;
    this.throttle = throttle;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    return PresentedKey.in(request).map(text -> callerWith(text, request));
  }

  private Caller callerWith(String text, HttpServletRequest request) {
    KnownKey key = valid(text, request);
    if (key.bound()) {
      refuseFromElsewhere(key, addresses.of(request));
    }
    TeamHeader.refuseOther(request, key.id().team());
    lastUses.note(key.id());
    Admission admission = scope -> admits(text, scope);
    admission.attachTo(request);
    return key.caller();
  }

  private boolean admits(String text, Scope scope) {
    return ApiKey.parse(text)
        .flatMap(keys::find)
        .filter(key -> key.goodAt(clock.instant()) && key.caller().may(scope))
        .isPresent();
  }

  private KnownKey valid(String text, HttpServletRequest request) {
    try {
      return valid(text);
    } catch (ProblemException wrong) {
      throttle.keyWasWrong(addresses.of(request));
      throw wrong;
    }
  }

  private KnownKey valid(String text) {
    ApiKey key =
        ApiKey.parse(text)
            .orElseThrow(() ->
                Unauthenticated.because(
                    "Expected an API key, which is ccr_ and 36 letters and digits, found"
                        + " something else; perhaps it was not copied whole."));
    KnownKey known =
        keys.find(key)
            .orElseThrow(() -> Unauthenticated.because("This API key does not exist here."));
    if (known.revoked()) {
      throw Unauthenticated.because("This API key was revoked.");
    }
    if (known.expiredAt(clock.instant())) {
      throw Unauthenticated.because("This API key has expired at " + known.expiresAt() + ".");
    }
    if (known.orphaned()) {
      throw Unauthenticated.because(
          "The owner of this API key is no longer in the team, or the account is closed.");
    }
    return known;
  }

  private static void refuseFromElsewhere(KnownKey key, InetAddress address) {
    if (!key.allowedFrom(address)) {
      throw ProblemException.of(
          ErrorCode.ADDRESS_NOT_ALLOWED,
          "Expected one of the addresses that this API key is bound to, found %s."
              .formatted(address.getHostAddress()));
    }
  }
}
