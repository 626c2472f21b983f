package dev.ccrunner.gateway.identity.throttle;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.redis.WindowCounters;
import dev.ccrunner.infra.redis.WindowCounters.Count;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses. An attempt is counted before it is looked at, so that a thousand at the
 * same time are as many as a thousand in a row; whoever turns out to be right is given the count
 * back.
 */
@Component
public class Throttle {
  /** Whoever has one address of a network of IPv6 has all of them. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private static final int NAME_BYTES = 16;

  private final WindowCounters shared;
  private final LocalCounters local;
  private final ThrottleSettings settings;

  Throttle(WindowCounters shared, Clock clock, ThrottleSettings settings) {
    this.shared = shared;
    this.local = new LocalCounters(clock, settings.maxRemembered());
    this.settings = settings;
  }

  /** Before a password is looked at; refuses one too many for the account or the address. */
  public void passwordTried(EmailAddress account, InetAddress from) {
    linkTried(from);
    count(accountName(account), settings.passwordsPerAccount(), settings.passwordWindow());
  }

  /** After a right password. */
  public void passwordWasRight(EmailAddress account, InetAddress from) {
    linkWasRight(from);
    passwordChosen(account);
  }

  /** The account's owner, or who looks after it, has chosen a new password. */
  public void passwordChosen(EmailAddress account) {
    local.clear(accountName(account));
    shared.clear(accountName(account));
  }

  /** Before the token of a link is looked at; refuses one too many from the address. */
  public void linkTried(InetAddress from) {
    count(addressName("password", from), settings.passwordsPerAddress(), settings.passwordWindow());
  }

  /** After a right token. */
  public void linkWasRight(InetAddress from) {
    giveBack(addressName("password", from));
  }

  private void giveBack(String name) {
    var _ =
        larger(local.add(name, -1, settings.passwordWindow()), name, -1, settings.passwordWindow());
  }

  /** Before a browser is sent to an identity provider; refuses one too many from the address. */
  public void signInBegun(InetAddress from) {
    count(addressName("begun", from), settings.signInsPerAddress(), settings.passwordWindow());
  }

  /** It came back, and rightly so. */
  public void signInFinished(InetAddress from) {
    giveBack(addressName("begun", from));
  }

  /**
   * After a wrong API key; refuses one too many from the address. Nobody asks before a key is
   * looked at, for behind one address may be a whole company: its right keys go on working.
   */
  public void keyWasWrong(InetAddress from) {
    count(addressName("key", from), settings.keysPerAddress(), settings.keyWindow());
  }

  private void count(String name, int most, Duration window) {
    Count own = local.add(name, 1, window);
    // Redis need not be asked about what this gateway knows alone.
    Count count = own.value() > most ? own : larger(own, name, 1, window);
    if (count.value() > most) {
      throw ProblemException.of(
              ErrorCode.TOO_MANY_ATTEMPTS,
              "Too many attempts that were wrong. Wait before you try again.")
          .withHeader("Retry-After", Long.toString(count.left().toSeconds() + 1));
    }
  }

  /** One gateway sees only its own; a Redis that was away has missed some. */
  private Count larger(Count own, String name, int amount, Duration window) {
    return shared.add(name, amount, window).filter(all -> all.value() > own.value()).orElse(own);
  }

  private static String accountName(EmailAddress account) {
    return name("account", account.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String addressName(String kind, InetAddress address) {
    byte[] bytes = address.getAddress();
    return name(
        kind, address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }

  /** Redis need not know who signs in from where. */
  private static String name(String kind, byte[] subject) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject);
      return kind + ":" + HexFormat.of().formatHex(Arrays.copyOf(hash, NAME_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
