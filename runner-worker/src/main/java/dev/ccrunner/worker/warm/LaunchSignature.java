package dev.ccrunner.worker.warm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliCommand;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * All that a Claude Code was started with, as a hash: only a run that would start the very same may
 * go on with it. Secrets are in it, so it is told to nobody.
 */
public record LaunchSignature(String hash) {
  /**
   * Of a command for {@code spec}.
   *
   * @param command made without what differs from run to run: token, and the conversation's id
   * @param folder where it is started, relative to the workspace
   */
  public static LaunchSignature of(
      CliCommand command, RunSpec spec, String folder, SandboxLevel sandbox) {
    var digest = sha256();
    add(digest, "argv", Integer.toString(command.argv().size()));
    command.argv().forEach(word -> add(digest, "word", word));
    new TreeMap<>(command.env()).forEach((name, value) -> add(digest, name, value));
    // These go over its input, and only the first run of a process says them.
    add(digest, "system", String.valueOf(spec.systemPrompt()));
    add(digest, "append", String.valueOf(spec.appendSystemPrompt()));
    add(digest, "machine", spec.limits().machine().toString());
    add(digest, "folder", folder);
    add(digest, "sandbox", sandbox.wireName());
    return new LaunchSignature(HexFormat.of().formatHex(digest.digest()));
  }

  /** With their lengths, so that nothing can be taken for a part of something else. */
  private static void add(MessageDigest digest, String name, String value) {
    for (var part : new String[] {name, value}) {
      var bytes = part.getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "LaunchSignature";
  }
}
