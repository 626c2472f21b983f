package dev.ccrunner.local.claudecode;

import java.net.URI;

/** A registry whose address somebody has set. All of them keep packages under the same paths. */
record RegistrySource(String name, URI registry, NativePackage wanted) implements Source {

  @Override
  public Artifact find() {
    var base = registry.toString();
    var address = URI.create((base.endsWith("/") ? base : base + "/") + wanted.archivePath());
    return new Artifact(address, ExpectedHash.ofIntegrity(wanted.integrity()), true);
  }
}
