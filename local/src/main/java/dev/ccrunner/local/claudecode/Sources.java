package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.outside.Network;
import dev.ccrunner.local.outside.Program;
import dev.ccrunner.local.settings.Ambient;
import dev.ccrunner.local.settings.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The places to fetch from, best first. The next is asked when one cannot be reached. */
public final class Sources {

  /** What came of asking. */
  public sealed interface Reachable {
    record Yes(String where) implements Reachable {}

    record No(String why) implements Reachable {}
  }

  private final NativePackage wanted;
  private final List<Source> sources;

  Sources(NativePackage wanted, List<Source> sources) {
    this.wanted = wanted;
    this.sources = List.copyOf(sources);
  }

  static Sources of(Context context, NativePackage wanted, Network network) {
    var environment = context.environment();
    var sources = new ArrayList<Source>();
    context
        .settings()
        .uri("CCR_NPM_REGISTRY")
        .ifPresent(uri -> sources.add(new RegistrySource("CCR_NPM_REGISTRY", uri, wanted)));
    sources.add(new NpmSource(new Program(Ambient.forNpm(environment)), wanted));
    NpmSettings.registry(environment)
        .ifPresent(uri -> sources.add(new RegistrySource("npm's settings", uri, wanted)));
    sources.add(
        new MakerSource(
            context.settings().uri("CCR_CLAUDE_RELEASES").orElse(MakerSource.OFFICIAL),
            wanted,
            network));
    return new Sources(wanted, sources);
  }

  /** Writes the checked program to {@code target}. */
  void fetch(Download download, Path target) throws IOException {
    var failures = new ArrayList<String>();
    for (var source : sources) {
      try {
        download.unpack(source.find(), target);
        return;
      } catch (SourceUnusable e) {
        failures.add(source.name() + ": " + e.getMessage());
      } catch (IntegrityMismatch e) {
        throw new CannotContinue(
            "Claude Code %s from %s is not what its maker published: %s. Nothing of it was kept. Fetch it from elsewhere (CCR_NPM_REGISTRY), or set CCR_CLAUDE_BIN to one you trust."
                .formatted(wanted.version(), source.name(), e.getMessage()),
            e);
      }
    }
    throw new CannotContinue(
        "Claude Code %s could not be fetched (%s). Check the network and its proxy settings, or set CCR_CLAUDE_BIN to a claude program that is here already."
            .formatted(wanted.version(), String.join("; ", failures)));
  }

  Reachable reachable() {
    var failures = new ArrayList<String>();
    for (var source : sources) {
      try {
        source.find();
        return new Reachable.Yes(source.name());
      } catch (SourceUnusable e) {
        failures.add(source.name() + ": " + e.getMessage());
      }
    }
    return new Reachable.No(String.join("; ", failures));
  }
}
