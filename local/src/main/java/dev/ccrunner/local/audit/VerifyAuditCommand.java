package dev.ccrunner.local.audit;

import dev.ccrunner.infra.audit.AuditCheck;
import dev.ccrunner.infra.audit.AuditLink;
import dev.ccrunner.infra.audit.AuditVerdict;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies an exported audit log without asking the service that exported it. */
@Command(
    name = "verify-audit",
    description = {
      "Verify an audit log that was exported to a file (GET /v1/audit_log/export).",
      "Ends with 0 only if no entry was changed, taken out or put in."
    },
    sortOptions = false)
public final class VerifyAuditCommand implements Callable<Integer> {
  private static final int BROKEN = 1;

  @Parameters(paramLabel = "FILE", description = "A line of JSON for each entry.")
  private @Nullable Path file;

  @Option(
      names = "--head",
      paramLabel = "HASH",
      description = {
        "A hash that was noted earlier, of the last entry of then: it must be among",
        "the entries, or the whole log was replaced since."
      })
  private @Nullable String head;

  @Override
  public Integer call() {
    var console = Console.ofThisProcess();
    var check = new AuditCheck();
    boolean headSeen = follow(check);
    switch (check.ending()) {
      case AuditVerdict.Broken(long seq, String flaw) -> {
        console.line("BROKEN at entry %d: %s".formatted(seq, flaw));
        return BROKEN;
      }
      case AuditVerdict.Whole(long entries, String last) -> {
        if (head != null && !headSeen) {
          console.line("REPLACED: no entry has the hash " + head);
          return BROKEN;
        }
        console.line("Whole: %d entries, the last one has the hash %s".formatted(entries, last));
        return 0;
      }
    }
  }

  /** Whether the noted hash was among the entries. */
  private boolean follow(AuditCheck check) {
    boolean seen = false;
    try (var lines = Files.lines(file())) {
      for (var each = lines.iterator(); each.hasNext(); ) {
        var link = AuditLink.ofLine(each.next());
        check.next(link);
        seen |= link.hash().equals(head == null ? "" : head.toLowerCase(Locale.ROOT));
      }
      return seen;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new CannotContinue("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Path file() {
    if (file == null) {
      throw new IllegalStateException("Expected picocli to have set the file");
    }
    return file;
  }
}
