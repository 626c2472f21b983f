package dev.ccrunner.run;

import dev.ccrunner.secret.SecretId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets a run uses, by id: the values are looked up by the worker that carries it out, and
 * are in no row, bell or message of the run.
 *
 * @param env become environment variables
 * @param provider the account at a model provider; null: the team's default when the run starts, or
 *     the deployment's own
 */
public record RunSecrets(List<SecretId> env, @Nullable SecretId provider) {
  /** None of its own. */
  public static final RunSecrets NONE = new RunSecrets(List.of(), null);

  public RunSecrets {
    env = List.copyOf(env);
  }
}
