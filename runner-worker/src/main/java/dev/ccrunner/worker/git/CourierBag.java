package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.source.GitAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the courier has with it on one errand: a directory that only the worker's user may enter,
 * with the credential in files. It is git's HOME too, so that no other files are found. Closing it
 * deletes it.
 */
final class CourierBag implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = permissions("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_PROGRAM =
      permissions("rwx------");
  private static final List<String> FILES =
      List.of("ask", "username", "password", "key", "known_hosts");

  /**
   * Git asks for a name and a password by what it would show to a person. Only the site's own
   * questions are answered.
   */
  private static final String ASK =
      """
      #!/bin/sh
      bag=${0%/*}
      case $1 in
        "Username for '$CCR_GIT_WAY://$CCR_GIT_SITE': ") cat "$bag/username" ;;
        "Password for '$CCR_GIT_WAY://"*"@$CCR_GIT_SITE': ") cat "$bag/password" ;;
        *) exit 1 ;;
      esac
      """;

  private final Path folder;

  private CourierBag(Path folder) {
    this.folder = folder;
  }

  static CourierBag pack(Path above, @Nullable GitCredential credential) throws IOException {
    var folder = Files.createTempDirectory(above, "bag-", permissions("rwx------"));
    var bag = new CourierBag(folder);
    if (credential == null) {
      return bag;
    }
    try {
      var hosts = credential.knownHosts();
      if (hosts == null) {
        bag.put("ask", ASK, PRIVATE_PROGRAM);
        bag.put("username", credential.username() + "\n", PRIVATE);
        bag.put("password", credential.value() + "\n", PRIVATE);
      } else {
        bag.put("key", ended(credential.value()), PRIVATE);
        bag.put("known_hosts", ended(hosts), PRIVATE);
      }
      return bag;
    } catch (IOException e) {
      bag.close();
      throw e;
    }
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  private void put(String name, String content, FileAttribute<?> permissions) throws IOException {
    var path = folder.resolve(name);
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(path, options, permissions)) {
      channel.write(UTF_8.encode(content));
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  Path folder() {
    return folder;
  }

  /** Where git finds what is in here, on its way to that remote. */
  Map<String, String> environment(PinnedRemote remote, Path ssh) {
    var address = remote.address();
    var environment = new HashMap<String, String>();
    if (address.way() == GitAddress.Way.SSH) {
      environment.put("GIT_SSH_COMMAND", sshCommand(remote, ssh));
      environment.put("GIT_SSH_VARIANT", "ssh");
    } else if (remote.credential() != null) {
      environment.put("GIT_ASKPASS", folder.resolve("ask").toString());
      environment.put("CCR_GIT_WAY", address.way() == GitAddress.Way.HTTPS ? "https" : "http");
      environment.put(
          "CCR_GIT_SITE",
          address.hostInUrl()
              + (address.port() < 0 || address.port() == address.way().port()
                  ? ""
                  : ":" + address.port()));
    }
    return environment;
  }

  /**
   * No configuration, no agent, no other key, no unknown host, and the host at the address that was
   * looked at. Git has a shell read this, so every part is quoted.
   */
  private String sshCommand(PinnedRemote remote, Path ssh) {
    var address = remote.address();
    boolean usual = address.actualPort() == GitAddress.Way.SSH.port();
    var options =
        List.of(
            "HostName=" + remote.hosts().getFirst().getHostAddress(),
            "HostKeyAlias="
                + (usual ? address.host() : "[" + address.host() + "]:" + address.actualPort()),
            "User=" + user(remote),
            "IdentityFile=" + folder.resolve("key"),
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "UserKnownHostsFile=" + folder.resolve("known_hosts"),
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes",
            "CheckHostIP=no",
            "UpdateHostKeys=no",
            "BatchMode=yes",
            "PreferredAuthentications=publickey",
            "ForwardAgent=no",
            "ForwardX11=no",
            "PermitLocalCommand=no",
            "ProxyCommand=none",
            "ControlPath=none",
            "ConnectTimeout=20",
            "ServerAliveInterval=15",
            "LogLevel=ERROR");
    var command = new StringBuilder(quoted(ssh.toString())).append(" -F /dev/null");
    options.forEach(option -> command.append(" -o ").append(quoted(option)));
    return command.toString();
  }

  private static String user(PinnedRemote remote) {
    var named = remote.address().user();
    var credential = remote.credential();
    return named != null ? named : credential != null ? credential.username() : "git";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public void close() throws IOException {
    for (var name : FILES) {
      Files.deleteIfExists(folder.resolve(name));
    }
    RemovedFolder.at(folder);
  }
}
