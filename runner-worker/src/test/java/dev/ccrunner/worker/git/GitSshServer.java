package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** A git host that knows one key, and whose own key is known. */
final class GitSshServer implements AutoCloseable {
  private static final Pattern UPLOAD = Pattern.compile("git-upload-pack '/?([a-z]+\\.git)'");

  private final SshServer server = SshServer.setUpDefaultServer();
  private final KeyPair host = newKey();
  private final KeyPair client = newKey();
  private final String user;

  GitSshServer(Path root, String user) throws IOException, GeneralSecurityException {
    this.user = user;
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (name, key, _) -> name.equals(user) && KeyUtils.compareKeys(key, client.getPublic()));
    server.setCommandFactory((channel, command) -> {
      var upload = UPLOAD.matcher(command);
      if (!upload.matches()) {
        throw new IOException("Only git-upload-pack, not " + command);
      }
      var folder = root.resolve(upload.group(1)).toString();
      return new ProcessShellFactory(
              "/usr/bin/git upload-pack '" + folder + "'", "/usr/bin/git", "upload-pack", folder)
          .createShell(channel);
    });
    server.start();
  }

  int port() {
    return server.getPort();
  }

  String url(String name) {
    return "ssh://%s@127.0.0.1:%d/%s.git".formatted(user, port(), name);
  }

  /** A line of {@code known_hosts}. */
  String known() {
    return knownAs(host);
  }

  /** The same place with another key: somebody between. */
  String knownAsSomebodyElse() throws GeneralSecurityException {
    return knownAs(newKey());
  }

  private String knownAs(KeyPair key) {
    return "[127.0.0.1]:%d %s".formatted(port(), PublicKeyEntry.toString(key.getPublic()));
  }

  String privateKey() throws IOException, GeneralSecurityException {
    return written(client);
  }

  static String strangersKey() throws IOException, GeneralSecurityException {
    return written(newKey());
  }

  private static String written(KeyPair key) throws IOException, GeneralSecurityException {
    var out = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, out);
    return out.toString(UTF_8);
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
