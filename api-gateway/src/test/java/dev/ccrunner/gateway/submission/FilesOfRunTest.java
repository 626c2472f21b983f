package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.team.TeamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FilesOfRunTest {
  private static final TeamId TEAM = new TeamId(UUID.randomUUID());
  private static final byte[] GIF = "GIF89a".getBytes(StandardCharsets.US_ASCII);

  private final Contents contents = new Contents();
  private final FilesOfRun files =
      new FilesOfRun(
          contents,
          contents,
          new ContentSettings(
              10, DataSize.ofBytes(100), DataSize.ofBytes(100), DataSize.ofBytes(120), 50));

  @Test
  void looksUpFilesAndGivesThemTheirPlaces() {
    FileId data = contents.upload("data.csv", "a,b".getBytes(StandardCharsets.UTF_8));
    FileId archive = contents.upload("all.zip", new byte[] {'P', 'K'});
    var admitted =
        admitted(
            List.of(),
            List.of(
                new AskedFile(data, null, false, "/workspace/files/0"),
                new AskedFile(data, "in/x.csv", false, "/workspace/files/1"),
                new AskedFile(archive, null, true, "/workspace/files/2")));

    RunSpec run = files.take(TEAM, admitted);

    assertThat(run.workspace().files())
        .extracting(PlacedFile::path)
        .containsExactly("data.csv", "in/x.csv", ".");
    assertThat(run.workspace().files().getFirst().file().blob().bytes()).isEqualTo(3);
  }

  @Test
  void callsAFileWhatItIs() {
    FileId picture = contents.upload("x.bin", GIF);

    RunSpec run = files.take(TEAM, admitted(List.of(image(picture)), List.of()));

    var file = run.input().content().getFirst().file();
    assertThat(file).isNotNull().extracting(FileRef::mediaType).isEqualTo("image/gif");
  }

  @Test
  void keepsWhatCameWithTheRequest() {
    var inline = new AskedPart.Inline(ContentPart.Type.IMAGE, "image/gif", GIF, null, "/content/0");

    RunSpec run = files.take(TEAM, admitted(List.of(inline), List.of()));

    var file = run.input().content().getFirst().file();
    assertThat(file).isNotNull();
    assertThat(contents.byKey.get(file.blob().key())).isEqualTo(GIF);
  }

  @Test
  void holdsAllThatARunRefersTo() {
    FileId data = contents.upload("data.csv", "a,b".getBytes(StandardCharsets.UTF_8));
    var inline = new AskedPart.Inline(ContentPart.Type.IMAGE, "image/gif", GIF, null, "/content/0");
    var asked = new AskedFile(data, null, false, "/workspace/files/0");
    RunSpec run =
        files.take(TEAM, admitted(List.of(new AskedPart.Words("p"), inline), List.of(asked)));

    files.hold(TEAM, new RunId(UUID.randomUUID()), run);

    assertThat(contents.held).hasSize(2);
  }

  @Test
  void keepsNothingOfATrial() {
    var inline = new AskedPart.Inline(ContentPart.Type.IMAGE, "image/gif", GIF, null, "/content/0");

    files.check(TEAM, admitted(List.of(inline), List.of()));

    assertThat(contents.byKey).isEmpty();
  }

  @Test
  void refusesAFileThatTheModelCannotSee() {
    FileId text = contents.upload("x.png", "no picture".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> files.take(TEAM, admitted(List.of(image(text)), List.of())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_FIELD);
              assertThat(problem.detail()).contains("image/png");
            });
  }

  @Test
  void refusesMoreThanThereMayBeTogether() {
    FileId one = contents.upload("1.txt", "x".repeat(90).getBytes(StandardCharsets.UTF_8));
    var part = new AskedPart.Uploaded(ContentPart.Type.DOCUMENT, one, null, "/content/0/file_id");

    assertThatThrownBy(() -> files.take(TEAM, admitted(List.of(part, part), List.of())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.PROMPT_TOO_LARGE));
  }

  @Test
  void namesEveryFileThatIsNotThere() {
    var missing = new FileId(UUID.randomUUID());
    var admitted =
        admitted(
            List.of(image(missing)),
            List.of(new AskedFile(missing, null, false, "/workspace/files/0")));

    assertThatThrownBy(() -> files.check(TEAM, admitted))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
              assertThat(problem.errors()).hasSize(2);
            });
  }

  @Test
  void seesTextsWhoseBeginningEndsWithinACharacter() {
    var head = ("é".repeat(255) + "a€").getBytes(StandardCharsets.UTF_8);

    assertThat(ContentFormat.ofHead(java.util.Arrays.copyOf(head, ContentFormat.HEAD)))
        .contains(ContentFormat.TEXT);
    assertThat(ContentFormat.of(new byte[] {'a', 0})).isEmpty();
    assertThat(ContentFormat.of(new byte[] {})).isEmpty();
  }

  private static AskedPart image(FileId file) {
    return new AskedPart.Uploaded(ContentPart.Type.IMAGE, file, null, "/content/0/file_id");
  }

  private static Admission.Admitted admitted(List<AskedPart> parts, List<AskedFile> placed) {
    var spec =
        new RunSpec(
            "p",
            null,
            null,
            null,
            null,
            null,
            PermissionMode.DEFAULT,
            PermissionRules.NONE,
            new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            RetryPolicy.NEVER,
            Map.of());
    return new Admission.Admitted(spec, parts, placed, null, true, Map.of(), null);
  }

  /** Keeps contents in memory. */
  private static final class Contents implements Blobs, UploadedFiles {
    private final Map<String, byte[]> byKey = new HashMap<>();
    private final Map<FileId, FileRef> uploads = new HashMap<>();
    private final List<FileRef> held = new ArrayList<>();

    FileId upload(String name, byte[] content) {
      var id = new FileId(UUID.randomUUID());
      var blob = new StoredBlob(name, "0".repeat(64), content.length);
      byKey.put(name, content);
      uploads.put(id, new FileRef(id, name, "application/octet-stream", blob));
      return id;
    }

    @Override
    public void hold(TeamId team, RunId run, Collection<FileRef> files) {
      held.addAll(files);
    }

    @Override
    public Map<FileId, FileRef> find(TeamId team, Collection<FileId> ids) {
      var found = new HashMap<>(uploads);
      found.keySet().retainAll(ids);
      return found;
    }

    @Override
    public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) throws IOException {
      var bytes = content.readAllBytes();
      String key = owner.prefix() + byKey.size();
      byKey.put(key, bytes);
      return new StoredBlob(key, "0".repeat(64), bytes.length);
    }

    @Override
    public InputStream open(StoredBlob blob, long from, long length) {
      byte[] all = byKey.getOrDefault(blob.key(), new byte[0]);
      return new ByteArrayInputStream(all, (int) from, (int) length);
    }
  }
}
