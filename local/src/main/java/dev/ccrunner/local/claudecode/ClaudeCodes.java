package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.outside.Network;
import dev.ccrunner.local.settings.Ambient;
import dev.ccrunner.local.settings.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the Claude Code to use: the one {@code CCR_CLAUDE_BIN} names, a native and new enough one
 * on the PATH, the pinned one of an earlier fetch; else fetches the pinned one.
 */
public final class ClaudeCodes {

  private final Context context;
  private final InstalledClaude installed;
  private final KeptClaude kept;
  private final NativePackage wanted;

  public ClaudeCodes(Context context) {
    this.context = context;
    this.wanted = NativePackage.forThisMachine();
    this.installed = new InstalledClaude(Ambient.forLocalProgram(context.environment()));
    var folder =
        context.settings().path("CCR_CLAUDE_CACHE").orElseGet(() -> context.data().claudeCode());
    this.kept = new KeptClaude(folder, wanted);
  }

  /** The version that is fetched when there is no other. */
  public static String pinnedVersion() {
    return NativePackage.PINNED_VERSION;
  }

  /** What is here already, without any network. */
  public Optional<ClaudeBinary> present() {
    var given = context.settings().path("CCR_CLAUDE_BIN");
    if (given.isPresent()) {
      return Optional.of(given(given.get()));
    }
    return installed.onPath().or(kept::find);
  }

  /** What is here, or what could be fetched. */
  public ClaudeBinary obtain(Console console) {
    return present().orElseGet(() -> fetch(console));
  }

  private ClaudeBinary given(Path path) {
    InstalledClaude.objection(path)
        .ifPresent(objection -> {
          throw new CannotContinue(
              "CCR_CLAUDE_BIN: expected a native Claude Code program, found %s: %s. Name another, or leave it out to have %s fetched."
                  .formatted(path, objection, pinnedVersion()));
        });
    try {
      return new ClaudeBinary(path, installed.version(path), ClaudeBinary.Origin.GIVEN);
    } catch (IOException e) {
      throw new CannotContinue(
          "CCR_CLAUDE_BIN: %s does not work: %s.".formatted(path, e.getMessage()), e);
    }
  }

  private ClaudeBinary fetch(Console console) {
    console.line(
        "  Fetching Claude Code %s from its maker, once (it is proprietary; its own terms apply)"
            .formatted(wanted.version()));
    var network = new Network(context.environment());
    var sources = Sources.of(context, wanted, network);
    return kept.fetch(sources, new Download(network, console));
  }

  /** Whether a fetch would find something, asked without fetching it; says where or why not. */
  public Sources.Reachable fetchable() {
    return Sources.of(context, wanted, new Network(context.environment())).reachable();
  }
}
