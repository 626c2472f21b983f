package dev.ccrunner.worker.harvest;

import dev.ccrunner.worker.harvest.ChangedFile.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what {@link Scripts#PATCH} prints: the list of changed files and their numbers are kept,
 * and the patch after them goes on to somebody else.
 */
final class PatchSink extends OutputStream {
  private static final int LONGEST = 64 * 1024;

  private final OutputStream patch;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<ChangedFile> files = new ArrayList<>();
  private int numbered;
  private boolean inPatch;

  PatchSink(OutputStream patch) {
    this.patch = patch;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int i = offset;
    for (; i < offset + length && !inPatch; i++) {
      if (bytes[i] == '\n') {
        line(FileName.of(line.toByteArray()).raw());
        line.reset();
      } else {
        line.write(bytes[i]);
      }
    }
    if (line.size() > LONGEST) {
      throw new IOException("Expected lines of at most %d bytes".formatted(LONGEST));
    }
    if (inPatch) {
      patch.write(bytes, i, offset + length - i);
    }
  }

  private void line(String text) {
    if (text.isEmpty()) {
      inPatch = true;
    } else if (text.startsWith(":")) {
      files.add(changed(text.split("\t", -1)));
    } else if (numbered < files.size()) {
      // The numbers come in the order of the names, and say names in a shortened form.
      var words = text.split("\t", 3);
      files.set(numbered, files.get(numbered).with(number(words[0]), number(words[1])));
      numbered++;
    }
  }

  private static ChangedFile changed(String[] fields) {
    var change = RawChange.of(fields[0]);
    var first = Quoted.read(new FileName(fields[1]));
    return switch (change.status()) {
      case 'A' -> new ChangedFile(first, Kind.CREATE, null, null, null);
      case 'D' -> new ChangedFile(first, Kind.DELETE, null, null, null);
      case 'R' ->
          new ChangedFile(Quoted.read(new FileName(fields[2])), Kind.RENAME, first, null, null);
      default -> new ChangedFile(first, Kind.UPDATE, null, null, null);
    };
  }

  private static @Nullable Long number(String word) {
    return word.equals("-") ? null : (Long) Long.parseLong(word);
  }

  /** In the order of the patch. */
  List<ChangedFile> files() {
    return List.copyOf(files);
  }
}
