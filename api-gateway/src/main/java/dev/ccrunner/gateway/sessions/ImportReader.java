package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export that anybody may have made. Nothing of it becomes a file name here: contents go
 * into the blob store, names must be exactly those that an export has, and size and number are
 * bounded while it is unpacked. The archives of the working directory are not opened; the worker
 * does that inside of the sandbox of the run.
 *
 * <p>For one import.
 */
final class ImportReader {
  private static final String UUID_HERE = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern MAIN = Pattern.compile("conversation/(" + UUID_HERE + ")\\.jsonl");
  private static final Pattern AGENT =
      Pattern.compile(
          "conversation/("
              + UUID_HERE
              + ")/(subagents/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}"
              + "[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:jsonl|meta\\.json))");
  private static final Pattern ARCHIVE = Pattern.compile("workspace/(\\d{4})\\.tar\\.gz");
  private static final Set<String> PASSED_OVER = Set.of("README.md", "session.json");

  /** What a ZIP archive begins with, and what a line of JSON does. */
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private static final int LONGEST_NAME = 300;

  private final Blobs blobs;
  private final BlobOwner owner;
  private final SessionSettings settings;
  private final ImportManifest manifest = new ImportManifest();
  private boolean listed;
  private long left;
  private long leftOfWorkspace;

  private @Nullable UUID conversation;
  private @Nullable StoredBlob main;
  private final List<StoredBlob> archives = new ArrayList<>();
  private int agents;

  ImportReader(Blobs blobs, BlobOwner owner, SessionSettings settings) {
    this.blobs = blobs;
    this.owner = owner;
    this.settings = settings;
    this.left = settings.maxImportSize().toBytes();
    this.leftOfWorkspace = settings.maxImportWorkspace().toBytes();
  }

  ImportedSession read(StoredBlob file) throws IOException, BlobRefused, ImportRefused {
    try (var content = new BufferedInputStream(blobs.open(file))) {
      content.mark(ZIP.length);
      byte[] head = content.readNBytes(ZIP.length);
      content.reset();
      if (java.util.Arrays.equals(head, ZIP)) {
        return readZip(content);
      }
      if (head.length > 0 && head[0] == '{') {
        return readLines(file);
      }
      throw new ImportRefused(
          "Expected the archive of an exported session or a conversation of JSON lines, found something else");
    } catch (TooLarge _) {
      throw new ImportRefused(
          "Expected less in the archive (ccr.sessions.max-import-size), found more");
    } catch (ConversationLines.Broken e) {
      throw new ImportRefused(Objects.requireNonNull(e.getMessage()));
    }
  }

  /** The conversation alone: it is there already, as the file itself. */
  private ImportedSession readLines(StoredBlob file)
      throws IOException, BlobRefused, ImportRefused {
    try (var content = blobs.open(file);
        var lines = lines(bounded(content), null)) {
      // Kept once more, since the session's content must not depend on the file.
      var kept = blobs.keep(owner, lines, file.bytes());
      var id =
          lines
              .conversation()
              .orElseThrow(() ->
                  new ImportRefused(
                      "Expected a conversation of Claude Code, whose lines have a sessionId, found other JSON"));
      return new ImportedSession(id, kept, null, List.of());
    }
  }

  private ConversationLines lines(InputStream content, @Nullable UUID id) {
    return new ConversationLines(content, id, settings.maxImportLine().toBytes());
  }

  private ImportedSession readZip(InputStream content)
      throws IOException, BlobRefused, ImportRefused {
    Path spool = Files.createTempFile("ccr-import-", ".zip");
    try {
      try (var zip = new ZipInputStream(content);
          var packed = new ZipOutputStream(Files.newOutputStream(spool))) {
        readEntries(zip, packed);
      } catch (ZipException | EOFException | IllegalArgumentException e) {
        throw new ImportRefused("Expected a whole ZIP archive, found one that is broken");
      }
      if (conversation == null || main == null) {
        throw new ImportRefused("Expected one conversation/ID.jsonl in the archive, found none");
      }
      if (!listed) {
        throw new ImportRefused("Expected the manifest.json of an export, found none");
      }
      manifest.check();
      for (var archive : archives) {
        measure(archive);
      }
      return new ImportedSession(conversation, main, agents == 0 ? null : kept(spool), archives);
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  private StoredBlob kept(Path file) throws IOException, BlobRefused {
    try (var content = Files.newInputStream(file)) {
      return blobs.keep(owner, content, Files.size(file));
    }
  }

  /** Archives are not looked into here, but how much they unpack to is known before they do. */
  private void measure(StoredBlob archive) throws IOException, ImportRefused {
    try (var content = new GZIPInputStream(blobs.open(archive))) {
      long read = content.skip(leftOfWorkspace + 1);
      while (read > 0 && leftOfWorkspace >= 0) {
        leftOfWorkspace -= read;
        read = content.skip(leftOfWorkspace + 1);
      }
    } catch (ZipException | EOFException _) {
      throw new ImportRefused("Expected archives compressed by gzip, found one that is not");
    }
    if (leftOfWorkspace < 0) {
      throw new ImportRefused(
          "Expected less in the working directory (ccr.sessions.max-import-workspace), found more");
    }
  }

  private void readEntries(ZipInputStream zip, ZipOutputStream packed)
      throws IOException, BlobRefused, ImportRefused {
    int count = 0;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++count > settings.maxImportFiles()) {
        throw new ImportRefused(
            "Expected at most %d files, found more".formatted(settings.maxImportFiles()));
      }
      if (entry.getName().length() > LONGEST_NAME || listed) {
        throw unexpected(entry.getName()); // the list is the last one
      }
      if (entry.getName().equals(ExportArchive.MANIFEST)) {
        manifest.read(bounded(zip), settings.maxImportFiles());
        listed = true;
      } else {
        readListed(entry.getName(), zip, packed);
      }
    }
  }

  private void readListed(String name, InputStream content, ZipOutputStream packed)
      throws IOException, BlobRefused, ImportRefused {
    long before = left;
    var digest = ExportArchive.sha256();
    readEntry(name, new DigestInputStream(bounded(content), digest), packed);
    if (!manifest.has(name, before - left, HexFormat.of().formatHex(digest.digest()))) {
      throw unexpected(name);
    }
  }

  private void readEntry(String name, InputStream content, ZipOutputStream packed)
      throws IOException, BlobRefused, ImportRefused {
    var ofMain = MAIN.matcher(name);
    var ofAgent = AGENT.matcher(name);
    var ofArchive = ARCHIVE.matcher(name);
    if (ofMain.matches()) {
      about(ofMain.group(1), name);
      if (main != null) {
        throw unexpected(name);
      }
      main = blobs.keep(owner, lines(content, conversation), left);
    } else if (ofAgent.matches()) {
      about(ofAgent.group(1), name);
      agents++;
      packed.putNextEntry(new ZipEntry(ofAgent.group(2)));
      lines(content, conversation).transferTo(packed);
      packed.closeEntry();
    } else if (ofArchive.matches()) {
      if (Integer.parseInt(ofArchive.group(1)) != archives.size() + 1) {
        throw unexpected(name);
      }
      archives.add(blobs.keep(owner, content, left));
    } else if (PASSED_OVER.contains(name)) {
      content.transferTo(OutputStream.nullOutputStream());
    } else {
      throw unexpected(name);
    }
  }

  /** There is one conversation in an archive. */
  private void about(String id, String name) throws ImportRefused {
    var found = UUID.fromString(id);
    if (conversation != null && !conversation.equals(found)) {
      throw unexpected(name);
    }
    conversation = found;
  }

  private static ImportRefused unexpected(String name) {
    return new ImportRefused(
        "Expected only files that an export has, each once and in order, found '%s'"
            .formatted(Shown.shortly(name)));
  }

  /** More than may be. An IOException, to get through whoever reads the stream. */
  private static final class TooLarge extends IOException {}

  /** Counts what is unpacked, of all files together; closing it does not close the archive. */
  private InputStream bounded(InputStream content) {
    return new FilterInputStream(content) {
      @Override
      public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        count(Math.max(0, count));
        return count;
      }

      private void count(int bytes) throws TooLarge {
        left -= bytes;
        if (left < 0) {
          throw new TooLarge();
        }
      }

      @Override
      public void close() {
        // The archive goes on with its next file.
      }
    };
  }
}
