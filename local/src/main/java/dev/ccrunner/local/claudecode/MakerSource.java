package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.outside.Network;
import java.io.IOException;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The maker's own release site, for machines without npm. The program lies there unpacked, so the
 * pinned hash of the package cannot be compared; the hash in the site's manifest is, which guards
 * against broken downloads but only as well as TLS against a false site.
 *
 * <p>Only tried against a server of the tests that imitates the site. {@code CCR_CLAUDE_RELEASES}
 * names another address, for a mirror.
 */
record MakerSource(URI base, NativePackage wanted, Network network) implements Source {

  static final URI OFFICIAL = URI.create("https://downloads.claude.ai/claude-code-releases");

  @Override
  public String name() {
    return base.getHost();
  }

  @Override
  public Artifact find() throws SourceUnusable {
    var release = base + "/" + wanted.version();
    try {
      var manifest =
          new ObjectMapper().readTree(network.text(URI.create(release + "/manifest.json")));
      var checksum =
          manifest.path("platforms").path(wanted.platform()).path("checksum").asString("");
      if (!checksum.matches("[0-9a-f]{64}")) {
        throw new SourceUnusable("its manifest has no checksum for " + wanted.platform());
      }
      return new Artifact(
          URI.create("%s/%s/claude".formatted(release, wanted.platform())),
          ExpectedHash.ofSha256(checksum),
          false);
    } catch (IOException e) {
      throw new SourceUnusable(Network.reason(e), e);
    } catch (JacksonException e) {
      throw new SourceUnusable("its manifest is not JSON", e);
    }
  }
}
