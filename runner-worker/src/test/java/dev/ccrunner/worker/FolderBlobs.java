package dev.ccrunner.worker;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.springframework.context.ConfigurableApplicationContext;

/** Contents in a folder, without a table. */
record FolderBlobs(Path folder) implements Blobs {
  static void register(ConfigurableApplicationContext context) {
    var folder = Path.of(context.getEnvironment().getRequiredProperty("test.blobs"));
    context.getBeanFactory().registerSingleton("blobs", new FolderBlobs(folder));
  }

  @Override
  public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) throws IOException {
    try {
      Files.createDirectories(folder.resolve(owner.prefix()));
      var incoming = Files.createTempFile(folder, "incoming", "");
      var hashing = new DigestInputStream(content, MessageDigest.getInstance("SHA-256"));
      try (var out = Files.newOutputStream(incoming)) {
        hashing.transferTo(out);
      }
      var hash = HexFormat.of().formatHex(hashing.getMessageDigest().digest());
      Files.move(incoming, folder.resolve(owner.prefix() + hash));
      return new StoredBlob(
          owner.prefix() + hash, hash, Files.size(folder.resolve(owner.prefix() + hash)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public InputStream open(StoredBlob blob, long from, long length) throws IOException {
    var file = folder.resolve(blob.key());
    if (!Files.exists(Objects.requireNonNull(file))) {
      throw new BlobMissing(blob.key());
    }
    var in = Files.newInputStream(file);
    in.skipNBytes(from);
    return in;
  }
}
