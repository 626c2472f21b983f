package dev.ccrunner.worker.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.archive.ArchiveSettings;
import dev.ccrunner.infra.archive.Archives;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.GitSource;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.run.WorkspaceSpec.Keep;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.testkit.git.Origin;
import dev.ccrunner.worker.git.CloneContract;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkspacesTest extends CloneContract {
  private static final SecretId SECRET = new SecretId(UUID.randomUUID());

  private final Kept blobs = new Kept();

  @Test
  void areEmptyUnlessSomethingIsAskedFor() throws Exception {
    var job = job();

    var workspace = prepare(job);

    assertThat(job.workspace()).isEmptyDirectory();
    assertThat(workspace.folder()).isEmpty();
    assertThat(workspace.base()).isNull();
    assertThat(data(workspace).path("kind").asString()).isEqualTo("empty");
    assertThat(data(workspace).path("path").asString())
        .isEqualTo(job.inside().workspace().toString());
  }

  @Test
  void haveFilesAndUnpackedArchivesThatTheRunOwns() throws Exception {
    var job =
        job(
            files(
                file("notes.txt", "docs/notes.txt", false, "take care".getBytes(UTF_8)),
                file("fixtures.zip", "fixtures", true, zip(Map.of("a/b", "one", "c", "two"))),
                file("kept.zip", "kept.zip", false, zip(Map.of("x", "y")))));

    var workspace = prepare(job);

    assertThat(job.workspace().resolve("fixtures/a/b")).hasContent("one");
    assertThat(job.workspace().resolve("kept.zip")).isNotEmptyFile();
    assertThat(
            inWorkspace(job, "/bin/sh", "-c", "echo more >> docs/notes.txt && cat docs/notes.txt"))
        .isEqualTo("take caremore");
    assertThat(inWorkspace(job, "/bin/sh", "-c", "echo x > fixtures/a/new && ls fixtures/a"))
        .isEqualTo("b\nnew");
    assertThat(data(workspace).path("kind").asString()).isEqualTo("files");
    assertThat(data(workspace).path("files_count").asInt()).isEqualTo(4);
  }

  @Test
  void haveFilesOnTopOfARepository() throws Exception {
    var origin = Origin.in(served, "shop");
    var commit = origin.write("services/cart/main", "code").commit("second");
    var job =
        job(
            new WorkspaceSpec(
                git("shop", "services/cart"),
                List.of(file("README", "README", false, "other".getBytes(UTF_8))),
                Keep.NEVER,
                null));

    var workspace = prepare(job);

    assertThat(workspace.folder()).isEqualTo("services/cart");
    assertThat(workspace.base())
        .isEqualTo(new PreparedWorkspace.BaseCommit(server.url("shop"), "main", commit, ".git"));
    assertThat(job.workspace().resolve("README")).hasContent("other");
    assertThat(inWorkspace(job, "/usr/bin/git", "status", "--porcelain")).isEqualTo("M README");
    var data = data(workspace);
    assertThat(data.path("path").asString()).endsWith("/services/cart");
    assertThat(data.path("git").path("commit").asString()).isEqualTo(commit);
    assertThat(data.path("git").path("cache_hit").asBoolean()).isFalse();
    assertThat(data.path("setup_ms").asLong()).isPositive();
  }

  @Test
  void useTheSecretThatIsNamed() throws Exception {
    Origin.in(served, "private");
    server.demand("private", "bot", "s3cret-token");
    var source = new GitSource(server.url("private"), null, 1, null, false, false, SECRET);
    var job = job(new WorkspaceSpec(source, List.of(), Keep.NEVER, null));

    var workspace = prepare(job);

    assertThat(job.workspace().resolve("README")).exists();
    assertThat(workspace.dataJson()).doesNotContain("s3cret");
  }

  @Test
  void noFileGoesThroughALinkOfARepository() throws Exception {
    var outside = Files.createDirectories(super.data.resolve("outside"));
    var origin = Origin.in(served, "shop");
    Files.createSymbolicLink(origin.work().resolve("docs"), outside);
    Files.createSymbolicLink(origin.work().resolve("file"), outside.resolve("made"));
    origin.commit("links");

    for (var path : List.of("docs/made", "file")) {
      var job =
          job(
              new WorkspaceSpec(
                  git("shop", null),
                  List.of(file("f", path, false, "x".getBytes(UTF_8))),
                  Keep.NEVER,
                  null));

      assertThat(refused(job)).isEqualTo(FailureCode.PATH_NOT_FOUND);
    }
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void theFolderToStartInIsThereAndNoLink() throws Exception {
    var origin = Origin.in(served, "shop");
    Files.createSymbolicLink(origin.work().resolve("link"), java.nio.file.Path.of("/etc"));
    origin.commit("links");

    for (var path : List.of("nowhere", "README", "link", "../x", "/etc")) {
      var job = job(new WorkspaceSpec(git("shop", path), List.of(), Keep.NEVER, null));

      assertThat(refused(job)).as(path).isEqualTo(FailureCode.PATH_NOT_FOUND);
    }
  }

  @Test
  void sayWhichFileIsGoneOrRefused() throws Exception {
    var gone = file("gone", "x", false, "x".getBytes(UTF_8));
    blobs.contents.clear();
    var broken = file("broken.zip", ".", true, "no zip".getBytes(UTF_8));

    var other = file("other", "x", false, "x".getBytes(UTF_8));
    blobs.contents.put(other.file().blob().key(), "y".getBytes(UTF_8));

    assertThat(refused(job(files(other))))
        .as("what is kept is not what was uploaded")
        .isEqualTo(FailureCode.FILE_UNAVAILABLE);
    assertThat(refused(job(files(gone)))).isEqualTo(FailureCode.FILE_UNAVAILABLE);
    assertThat(refused(job(files(broken)))).isEqualTo(FailureCode.ARCHIVE_REFUSED);
    assertThat(refused(job(files(file("up", "../x", false, new byte[0])))))
        .isEqualTo(FailureCode.PATH_NOT_FOUND);
  }

  private PreparedWorkspace prepare(Job job) throws Exception {
    return workspaces().prepare(job, (_, _) -> {}, () -> false);
  }

  private FailureCode refused(Job job) throws Exception {
    var workspaces = workspaces();
    var refused =
        catchThrowableOfType(
            JobRefused.class, () -> workspaces.prepare(job, (_, _) -> {}, () -> false));
    assertThat(refused).isNotNull();
    return refused.failure().code();
  }

  private Workspaces workspaces() throws IOException {
    return new Workspaces(
        repositories(settings()),
        (_, secret) -> {
          assertThat(secret).isEqualTo(SECRET);
          return token("s3cret-token");
        },
        new PlacedFiles(blobs, new Archives(ArchiveSettings.defaults())),
        Ticker.SYSTEM);
  }

  private GitSource git(String name, @Nullable String path) {
    return new GitSource(server.url(name), null, 1, path, false, false, null);
  }

  private static WorkspaceSpec files(PlacedFile... files) {
    return new WorkspaceSpec(null, List.of(files), Keep.NEVER, null);
  }

  private PlacedFile file(String name, String path, boolean unpack, byte[] content) {
    var id = new FileId(UUID.randomUUID());
    var blob = new StoredBlob(id.toString(), sha256(content), content.length);
    blobs.contents.put(id.toString(), content);
    return new PlacedFile(new FileRef(id, name, "application/octet-stream", blob), path, unpack);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] zip(Map<String, String> files) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static JsonNode data(PreparedWorkspace workspace) {
    return JsonMapper.shared().readTree(workspace.dataJson());
  }

  /** Contents in memory. */
  private static final class Kept implements Blobs {
    private final Map<String, byte[]> contents = new HashMap<>();

    @Override
    public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open(StoredBlob blob, long from, long length) throws IOException {
      var content = contents.get(blob.key());
      if (content == null) {
        throw new BlobMissing(blob.key());
      }
      return new ByteArrayInputStream(content);
    }
  }
}
