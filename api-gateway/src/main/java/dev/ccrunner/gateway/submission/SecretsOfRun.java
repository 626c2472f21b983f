package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.secret.StoredSecret;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides whether a team's run may have the secrets it names. Only their ids go into the run; the
 * worker that carries it out opens them.
 */
@Component
class SecretsOfRun {
  private final Vault vault;

  SecretsOfRun(Vault vault) {
    this.vault = vault;
  }

  /**
   * Refuses the run unless the team has all of them and can use them so. A run without any costs no
   * query.
   */
  void check(TeamId team, RunSpec spec) {
    var ids = new HashSet<>(spec.secrets().env());
    if (spec.secrets().provider() != null) {
      ids.add(spec.secrets().provider());
    }
    var git = spec.workspace().git();
    var push = spec.output().push();
    if (git != null && git.secret() != null) {
      ids.add(git.secret());
    }
    if (push != null && push.secret() != null) {
      ids.add(push.secret());
    }
    var found = new HashMap<SecretId, StoredSecret>();
    vault.find(team, ids).forEach(secret -> found.put(secret.id(), secret));
    var problems = new Problems(found);
    problems.variables(spec);
    problems.provider(spec.secrets().provider());
    problems.git("/workspace/git/secret", git == null ? null : git.secret(), git);
    problems.git("/output/push/secret", push == null ? null : push.secret(), git);
    problems.throwIfAny();
  }

  /** The same for a repository that somebody is going to work in; null: there is none. */
  void check(TeamId team, @Nullable GitSource git) {
    if (git != null && git.secret() != null) {
      var found = new HashMap<SecretId, StoredSecret>();
      vault.find(team, Set.of(git.secret())).forEach(secret -> found.put(secret.id(), secret));
      var problems = new Problems(found);
      problems.git("/workspace/git/secret", git.secret(), git);
      problems.throwIfAny();
    }
  }

  /** The same for an id that nobody has, one of another team, and a text that is no id at all. */
  static String unknown(String id) {
    return "Expected the id of a secret of this team, found '%s'.".formatted(Shown.shortly(id));
  }

  /** All that is wrong with the secrets of one request. */
  private static final class Problems {
    private final Map<SecretId, StoredSecret> found;
    private final List<FieldError> errors = new ArrayList<>();
    private @Nullable ErrorCode first;

    Problems(Map<SecretId, StoredSecret> found) {
      this.found = found;
    }

    void variables(RunSpec spec) {
      var names = new HashSet<>(spec.env().keySet());
      int index = 0;
      for (var id : spec.secrets().env()) {
        String pointer = "/secrets/" + index++;
        var secret = ofKind(id, SecretKind.ENV, pointer);
        if (secret != null && secret.use() instanceof SecretUse.Env(var name) && !names.add(name)) {
          add(
              ErrorCode.INVALID_FIELD,
              pointer,
              "Expected each variable once in env and secrets, found %s twice.".formatted(name));
        }
      }
    }

    void provider(@Nullable SecretId id) {
      if (id != null) {
        ofKind(id, SecretKind.PROVIDER, "/provider_secret");
      }
    }

    /**
     * That it may be sent to where the repository is.
     *
     * @param repository null: it is that of the session, which the worker compares
     */
    void git(String pointer, @Nullable SecretId id, @Nullable GitSource repository) {
      var secret = id == null ? null : ofKind(id, SecretKind.GIT, pointer);
      if (secret == null
          || repository == null
          || !(secret.use() instanceof SecretUse.Git(var hosts, _, _))) {
        return;
      }
      var address = GitAddress.parse(repository.url()).valid().orElseThrow();
      if (!hosts.contains(address.host())
          && !hosts.contains(address.host() + ":" + address.actualPort())) {
        add(
            ErrorCode.INVALID_FIELD,
            pointer,
            "Expected a secret that may be sent to %s, found one for %s."
                .formatted(address.host(), String.join(", ", hosts)));
      }
    }

    private @Nullable StoredSecret ofKind(SecretId id, SecretKind kind, String pointer) {
      var secret = found.get(id);
      if (secret == null) {
        add(ErrorCode.SECRET_NOT_FOUND, pointer, unknown(id.toString()));
        return null;
      }
      if (secret.use().kind() != kind) {
        add(
            ErrorCode.INVALID_FIELD,
            pointer,
            "Expected a secret of the kind %s, found one of the kind %s."
                .formatted(kind.wireName(), secret.use().kind().wireName()));
        return null;
      }
      return secret;
    }

    private void add(ErrorCode code, String pointer, String message) {
      first = first == null ? code : first;
      errors.add(new FieldError(pointer, message));
    }

    void throwIfAny() {
      if (first != null) {
        throw ProblemException.ofFields(first, errors);
      }
    }
  }
}
