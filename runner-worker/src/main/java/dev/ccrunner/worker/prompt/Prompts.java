package dev.ccrunner.worker.prompt;

import dev.ccrunner.file.FileRef;
import dev.ccrunner.infra.blob.BlobCorrupt;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliBlock;
import dev.ccrunner.worker.job.JobRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the first message of a run's conversation. */
public final class Prompts {
  private static final String PDF = "application/pdf";

  private final Blobs blobs;
  private final PromptSettings settings;

  public Prompts(Blobs blobs, PromptSettings settings) {
    this.blobs = blobs;
    this.settings = settings;
  }

  /**
   * The prompt with its images and documents, which are in memory from here until they are said.
   *
   * @throws JobRefused when one of them cannot be had
   */
  public List<CliBlock> read(RunSpec spec) throws JobRefused {
    if (spec.input().content().isEmpty()) {
      return List.of(new CliBlock.Words(spec.prompt()));
    }
    var blocks = new ArrayList<CliBlock>();
    long left = settings.maxContent().toBytes();
    for (var part : spec.input().content()) {
      blocks.add(block(part, left));
      left -= part.file() == null ? 0 : part.file().blob().bytes();
    }
    return blocks;
  }

  private CliBlock block(ContentPart part, long left) throws JobRefused {
    if (part.type() == ContentPart.Type.TEXT) {
      return new CliBlock.Words(Objects.requireNonNull(part.text()));
    }
    FileRef file = Objects.requireNonNull(part.file());
    if (file.blob().bytes() > left) {
      throw new JobRefused(
          FailureCode.PROMPT_TOO_LONG,
          "Expected images and documents of at most %d bytes together, found more with %s."
              .formatted(settings.maxContent().toBytes(), file.name()));
    }
    byte[] content = content(file);
    String title = part.title() == null ? file.name() : part.title();
    if (part.type() == ContentPart.Type.IMAGE) {
      return new CliBlock.Picture(file.mediaType(), content);
    }
    return file.mediaType().equals(PDF)
        ? new CliBlock.Pdf(content, title)
        : new CliBlock.Paper(new String(content, StandardCharsets.UTF_8), title);
  }

  private byte[] content(FileRef file) throws JobRefused {
    try (var in = blobs.open(file.blob())) {
      return in.readAllBytes(); // as long as its reference says, and that is bounded
    } catch (BlobMissing | BlobCorrupt e) {
      throw new JobRefused(
          FailureCode.FILE_UNAVAILABLE,
          "The content of %s (%s) is not there any more: %s"
              .formatted(file.name(), file.id(), e.getMessage()));
    } catch (IOException e) {
      throw new JobRefused(
          FailureCode.WORKSPACE_FAILED,
          "The content of %s (%s) could not be read: %s"
              .formatted(file.name(), file.id(), e.getMessage()));
    }
  }
}
