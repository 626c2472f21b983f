package dev.ccrunner.gateway.sessions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** A ZIP archive that is written as it goes, and ends with a list of what is in it. */
final class ExportArchive implements AutoCloseable {
  static final String MANIFEST = "manifest.json";

  private final ZipOutputStream zip;
  private final List<Listed> listed = new ArrayList<>();

  /** A file of the archive, for its list. */
  private record Listed(String path, long bytes, String sha256) {}

  ExportArchive(OutputStream out) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  /** Adds a file; the stream is not closed. */
  void add(String path, InputStream content) throws IOException {
    zip.putNextEntry(new ZipEntry(path));
    var digest = sha256();
    long bytes = content.transferTo(new DigestOutputStream(zip, digest));
    zip.closeEntry();
    listed.add(new Listed(path, bytes, HexFormat.of().formatHex(digest.digest())));
  }

  /** Adds the list. */
  void finish(JsonMapper json) throws IOException {
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(json.writeValueAsBytes(Map.of("version", 1, "files", listed)));
    zip.closeEntry();
    zip.finish();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Does not finish it: an archive that broke off must not look whole. */
  @Override
  public void close() {
    // The stream below belongs to the server.
  }
}
