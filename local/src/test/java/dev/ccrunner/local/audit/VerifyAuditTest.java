package dev.ccrunner.local.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.local.Launched;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chains are made here, by what docs/audit.md says and by none of the service's code. */
class VerifyAuditTest {
  @TempDir private Path folder;

  @Test
  void findsAChainWholeAndNamesItsHead() throws Exception {
    var chain = chain("a", "b", "c");

    var verified = verify(chain);

    assertThat(verified.exitCode()).as(verified.output()).isZero();
    assertThat(verified.output()).contains("Whole: 3 entries").contains(hash(chain.getLast()));
  }

  @Test
  void findsAHeadThatWasNotedEarlier() throws Exception {
    var chain = chain("a", "b", "c");

    assertThat(verify(chain, "--head", hash(chain.get(1))).exitCode()).isZero();
    var replaced = verify(chain, "--head", hash("noted of another chain"));
    assertThat(replaced.exitCode()).isEqualTo(1);
    assertThat(replaced.output()).contains("REPLACED");
  }

  @Test
  void namesTheFirstEntryBehindAChangedOne() throws Exception {
    var chain = chain("a", "b", "c");
    chain.set(0, chain.get(0).replace("\"a\"", "\"x\""));

    assertBroken(verify(chain), "entry 2", "does not follow");
  }

  @Test
  void noticesWhatWasTakenOut() throws Exception {
    var chain = chain("a", "b", "c");
    chain.remove(1);

    assertBroken(verify(chain), "entry 2", "found 3");
  }

  @Test
  void saysThatAFileIsNoExport() throws Exception {
    assertThat(verify(List.of("no JSON")).output()).contains("cannot be read");
    assertThat(Launched.run(folder, Map.of(), "verify-audit", "none").exitCode()).isEqualTo(1);
  }

  private static void assertBroken(Launched verified, String... saying) {
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.output()).contains("BROKEN").contains(saying);
  }

  private Launched verify(List<String> lines, String... options) throws Exception {
    Files.write(folder.resolve("audit.jsonl"), lines);
    var arguments = new ArrayList<>(List.of("verify-audit", "audit.jsonl"));
    arguments.addAll(List.of(options));
    return Launched.run(folder, Map.of(), arguments.toArray(String[]::new));
  }

  private static List<String> chain(String... actions) throws Exception {
    var lines = new ArrayList<String>();
    var previous = "0".repeat(64);
    for (String action : actions) {
      var line =
          "{\"seq\":%d,\"action\":\"%s\",\"previous\":\"%s\"}"
              .formatted(lines.size() + 1, action, previous);
      lines.add(line);
      previous = hash(line);
    }
    return lines;
  }

  private static String hash(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
