package dev.ccrunner.worker.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliBlock;
import dev.ccrunner.worker.job.JobRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class PromptsTest {
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Prompts prompts =
      new Prompts(new Contents(), new PromptSettings(DataSize.ofBytes(10)));

  @Test
  void saysAPromptOfOneTextAsItIs() throws Exception {
    assertThat(prompts.read(spec())).containsExactly(new CliBlock.Words("/p"));
  }

  @Test
  void fetchesWhatIsShown() throws Exception {
    var blocks =
        prompts.read(
            spec(
                ContentPart.text("look"),
                ContentPart.image(file("a.png", "image/png", "png")),
                ContentPart.document(file("a.pdf", "application/pdf", "pdf"), null),
                ContentPart.document(file("a.txt", "text/plain", "txt"), "Notes")));

    assertThat(blocks.get(0)).isEqualTo(new CliBlock.Words("look"));
    assertThat(blocks.get(1))
        .isInstanceOfSatisfying(
            CliBlock.Picture.class,
            picture -> assertThat(picture.content()).asString().isEqualTo("png"));
    assertThat(blocks.get(2))
        .isInstanceOfSatisfying(
            CliBlock.Pdf.class, pdf -> assertThat(pdf.title()).isEqualTo("a.pdf"));
    assertThat(blocks.get(3)).isEqualTo(new CliBlock.Paper("txt", "Notes"));
  }

  @Test
  void refusesWhatIsMoreThanThisWorkerHolds() {
    var six = file("a.png", "image/png", "sixsix");

    assertThatThrownBy(() -> prompts.read(spec(ContentPart.image(six), ContentPart.image(six))))
        .isInstanceOfSatisfying(
            JobRefused.class,
            refused -> assertThat(refused.failure().code()).isEqualTo(FailureCode.PROMPT_TOO_LONG));
  }

  @Test
  void saysWhichFileIsGone() {
    var gone = file("gone.png", "image/png", "x");
    contents.clear();

    assertThatThrownBy(() -> prompts.read(spec(ContentPart.image(gone))))
        .isInstanceOfSatisfying(
            JobRefused.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(FailureCode.FILE_UNAVAILABLE);
              assertThat(refused.failure().message()).contains("gone.png");
            });
  }

  private FileRef file(String name, String mediaType, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    contents.put(name, bytes);
    return new FileRef(
        new FileId(UUID.randomUUID()),
        name,
        mediaType,
        new StoredBlob(name, "0".repeat(64), bytes.length));
  }

  private static RunSpec spec(ContentPart... parts) {
    return new RunSpec(
            "/p",
            null,
            null,
            null,
            null,
            null,
            PermissionMode.DEFAULT,
            PermissionRules.NONE,
            new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            RetryPolicy.NEVER,
            Map.of())
        .saying(new RunInput(List.of(parts), false, false));
  }

  /** Keeps contents in memory, and does not look at hashes. */
  private final class Contents implements Blobs {
    @Override
    public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) {
      throw new AssertionError("a prompt keeps nothing");
    }

    @Override
    public InputStream open(StoredBlob blob) throws IOException {
      return open(blob, 0, blob.bytes());
    }

    @Override
    public InputStream open(StoredBlob blob, long from, long length) throws IOException {
      byte[] content = contents.get(blob.key());
      if (content == null) {
        throw new BlobMissing(blob.key());
      }
      return new ByteArrayInputStream(content, (int) from, (int) length);
    }
  }
}
