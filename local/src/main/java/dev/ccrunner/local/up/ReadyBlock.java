package dev.ccrunner.local.up;

import dev.ccrunner.local.settings.DataPlace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a person needs to know once everything runs. */
record ReadyBlock(
    URI url, DataPlace data, String owner, String model, String sandbox, String claudeVersion) {

  private static final String PROMPT = "Write a small script that greets me, and run it";

  String text(String howToStop) {
    return """

    Claude Code Runner is ready.

      URL          %s
      API key      in %s
      Sign-in      %s
      Model        %s
      Claude Code  %s
      Sandbox      %s
      Data         %s

    Try it (submits a run, then streams what happens):

    %s

    %s
    """
        .formatted(
            url,
            data.apiKey(),
            signIn(),
            model,
            claudeVersion,
            sandboxWords(),
            data.root(),
            curl(),
            howToStop);
  }

  private String signIn() {
    return Files.exists(data.ownerPassword())
        ? "%s, first password in %s".formatted(owner, data.ownerPassword())
        : "%s, with the password that was set".formatted(owner);
  }

  private String sandboxWords() {
    return sandbox.equals("plain")
        ? "plain: runs are NOT isolated from this machine (./ccr doctor says why)"
        : sandbox;
  }

  /** Works in every POSIX shell when pasted, from any folder. */
  private String curl() {
    return """
    K="Authorization: Bearer $(cat %s)"; R=$(curl -s %s/v1/runs -H "$K" -H 'Content-Type: application/json' -d '{"prompt":"%s","permission_mode":"%s"}' | grep -o 'run_[0-9a-z]*' | head -n 1); curl -sN %s/v1/runs/$R/events -H "$K" -H 'Accept: text/event-stream'\
    """
        .formatted(quoted(data.apiKey()), url, PROMPT, permissionMode(), url);
  }

  /** Without isolation nobody should be led to let a run do everything. */
  private String permissionMode() {
    return sandbox.equals("plain") ? "acceptEdits" : "bypassPermissions";
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
