package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Whether people sign in with passwords at all. */
@Component
public class PasswordSignIn {
  private final boolean on;

  PasswordSignIn(SignInSettings settings) {
    this.on = settings.password();
  }

  /** Whether they do. */
  public boolean on() {
    return on;
  }

  /** Refuses whatever is about a password when they do not. */
  public void require() {
    if (!on) {
      throw ProblemException.of(
          ErrorCode.PASSWORDS_OFF,
          "Expected a sign-in by one of the providers at /v1/auth/providers: passwords are switched"
              + " off here (ccr.sign-in.password). An invitation is accepted by signing in with the"
              + " address that was invited.");
    }
  }
}
