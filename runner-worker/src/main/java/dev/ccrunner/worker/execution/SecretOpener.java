package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.secret.Opening;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.broker.BrokerSettings.Authorization;
import dev.ccrunner.worker.broker.ProviderAccount;
import dev.ccrunner.worker.masking.SecretMask.Named;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the secrets of a run that is about to start. */
final class SecretOpener {
  private static final URI OFFICIAL = URI.create("https://api.anthropic.com");

  /** How the deployment's own key is named where it is masked. */
  private static final String DEPLOYMENT_KEY = "provider-key";

  private final Vault vault;
  private final ProviderAccount deployment;
  private final int maskFrom;

  /**
   * @param maskFrom secrets with fewer characters are left alone where they are masked
   */
  SecretOpener(Vault vault, ProviderAccount deployment, int maskFrom) {
    this.vault = vault;
    this.deployment = deployment;
    this.maskFrom = maskFrom;
  }

  AttemptSecrets open(RunLease lease) throws SecretUnavailable {
    return new Attempt(lease).open();
  }

  /** One run's secrets while they are collected. */
  private final class Attempt {
    private final RunLease lease;
    private final TeamId team;
    private final Map<String, String> env = new HashMap<>();
    private final List<Named> values = new ArrayList<>();
    private final List<SecretId> used = new ArrayList<>();

    Attempt(RunLease lease) {
      this.lease = lease;
      this.team = lease.key().teamId();
    }

    AttemptSecrets open() throws SecretUnavailable {
      for (var id : lease.spec().secrets().env()) {
        addVariable(opened(id));
      }
      var account = account();
      if (!deployment.apiKey().isEmpty()) {
        values.add(new Named(DEPLOYMENT_KEY, deployment.apiKey()));
      }
      vault.used(team, used);
      return new AttemptSecrets(env, account, values, maskFrom);
    }

    private void addVariable(Opening.Opened opened) throws SecretUnavailable {
      if (!(opened.secret().use() instanceof SecretUse.Env(var name))) {
        throw new SecretUnavailable(
            FailureCode.SECRET_UNAVAILABLE,
            "Expected %s to be of kind env, found %s."
                .formatted(opened.secret().name(), opened.secret().use().kind().wireName()));
      }
      if (lease.spec().env().containsKey(name)
          || env.put(name, opened.parts().get(SecretParts.VALUE)) != null) {
        throw new SecretUnavailable(
            FailureCode.SECRET_UNAVAILABLE,
            "Expected the variable %s once, found it twice: in the secret %s, and in env or in another secret of the run."
                .formatted(name, opened.secret().name()));
      }
    }

    private ProviderAccount account() throws SecretUnavailable {
      var id =
          Optional.ofNullable(lease.spec().secrets().provider())
              .or(() -> vault.defaultProvider(team));
      return id.isEmpty() ? deployment : account(opened(id.get()));
    }

    private ProviderAccount account(Opening.Opened opened) throws SecretUnavailable {
      if (!(opened.secret().use() instanceof SecretUse.Provider provider)) {
        throw new SecretUnavailable(
            FailureCode.SECRET_UNAVAILABLE,
            "Expected %s to be of kind provider, found %s."
                .formatted(opened.secret().name(), opened.secret().use().kind().wireName()));
      }
      return switch (provider.type()) {
        case ANTHROPIC, GATEWAY ->
            new ProviderAccount(
                provider.baseUrl() == null ? OFFICIAL : URI.create(provider.baseUrl()),
                opened.parts().get(SecretParts.API_KEY),
                "bearer".equals(provider.authorization())
                    ? Authorization.BEARER
                    : Authorization.X_API_KEY);
        case BEDROCK, VERTEX ->
            throw new SecretUnavailable(
                FailureCode.PROVIDER_UNSUPPORTED,
                "The provider secret %s is of type %s, which this version of the service keeps but cannot use yet."
                    .formatted(opened.secret().name(), provider.type().wireName()));
      };
    }

    private Opening.Opened opened(SecretId id) throws SecretUnavailable {
      return switch (vault.open(team, id)) {
        case Opening.Opened opened -> {
          used.add(id);
          opened
              .parts()
              .byName()
              .values()
              .forEach(part -> values.add(new Named(opened.secret().name(), part)));
          yield opened;
        }
        case Opening.Gone _ ->
            throw new SecretUnavailable(
                FailureCode.SECRET_UNAVAILABLE,
                "Expected the secret %s, but it was deleted.".formatted(id));
        case Opening.Unreadable(var name, var why) ->
            throw new SecretUnavailable(
                FailureCode.SECRET_UNAVAILABLE,
                "The secret %s (%s) cannot be opened. %s".formatted(name, id, why));
      };
    }
  }
}
