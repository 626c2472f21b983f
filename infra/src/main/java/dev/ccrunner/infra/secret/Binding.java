package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.team.TeamId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a sealed value belongs to. All of it is associated data, so a row that was copied to another
 * team or name, set back to an earlier version, or told to be used for something else, does not
 * open.
 *
 * @param purpose the text that says what it is used for, as it stands in the row
 */
record Binding(
    TeamId team, SecretId id, int version, String name, SecretKind kind, String purpose) {

  /** Of the value itself. */
  byte[] ofValue() {
    return bytes("value");
  }

  /** Of the data key; the version of the key that wraps it besides. */
  byte[] ofDataKey(int kek) {
    return bytes("data key of " + kek);
  }

  /** Each field with its length, so that no two bindings are the same bytes. */
  private byte[] bytes(String what) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      write(out, "ccr secret 1");
      write(out, what);
      write(out, team.value());
      write(out, id.value());
      out.writeInt(version);
      write(out, name);
      write(out, kind.wireName());
      write(out, purpose);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static void write(DataOutputStream out, UUID id) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }
}
