package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.run.EnvName;
import java.util.Map;

/** Decides about the field {@code env}. */
final class EnvRequest {
  private EnvRequest() {}

  static Map<String, String> decide(
      Map<String, String> env, SubmissionSettings settings, RunAdmission.Refusing refusing) {
    if (env.size() > settings.maxEnv()) {
      refusing.refuse(
          "/env",
          "Expected at most %d variables, found %d.".formatted(settings.maxEnv(), env.size()));
    }
    long size = 0;
    for (var entry : env.entrySet()) {
      checkName(entry.getKey(), refusing);
      size += RunAdmission.bytes(entry.getKey()) + RunAdmission.bytes(entry.getValue());
    }
    if (size > settings.maxEnvSize().toBytes()) {
      refusing.refuse(
          "/env",
          "Expected at most %d bytes in all, found %d."
              .formatted(settings.maxEnvSize().toBytes(), size));
    }
    return env;
  }

  private static void checkName(String name, RunAdmission.Refusing refusing) {
    String pointer = "/env/" + name.replace("~", "~0").replace("/", "~1");
    EnvName.refusal(name)
        .ifPresent(refusal ->
            refusing.refuse(
                pointer,
                "Expected %s, found '%s'.".formatted(refusal.expected(), Shown.shortly(name))));
  }
}
