package dev.ccrunner.worker.execution;

import dev.ccrunner.worker.broker.ProviderAccount;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.masking.SecretMask.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The secrets of one attempt in clear. They live as long as the attempt's own thread works on it,
 * and stand in no field of anything that lives longer.
 *
 * @param env by the names of the variables
 * @param account at the model provider
 * @param values all there are, also those that are in no variable
 * @param maskFrom values with fewer characters are left alone where they are masked
 */
record AttemptSecrets(
    Map<String, String> env, ProviderAccount account, List<Named> values, int maskFrom) {
  private static final String TOKEN = "model-token";

  AttemptSecrets {
    env = Map.copyOf(env);
    values = List.copyOf(values);
  }

  /** What hides them all, and the attempt's own token too. */
  SecretMask mask(String token) {
    var all = new ArrayList<>(values);
    all.add(new Named(TOKEN, token));
    return SecretMask.of(all, maskFrom);
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "AttemptSecrets[env=%s, account=%s]".formatted(env.keySet(), account);
  }
}
