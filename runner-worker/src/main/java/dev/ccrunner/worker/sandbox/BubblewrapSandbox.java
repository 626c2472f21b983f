package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ProcessScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bubblewrap: namespaces of its own for everything, no network, the host's programs read-only, and
 * only the run's own directories writable.
 *
 * <p>Never started by root: root's uid owns /proc/sys/kernel/core_pattern also as seen from inside,
 * whatever namespaces and capabilities say, and writing that file is root on the host. The run's
 * uid owns nothing.
 */
final class BubblewrapSandbox implements Sandbox {

  private static final SandboxPaths INSIDE =
      new SandboxPaths(
          Path.of("/workspace"),
          Path.of("/home/agent"),
          Path.of("/tmp"),
          Path.of("/run/ccr"),
          Path.of("/opt/claude/claude"));

  /** The same for every run: what differs outside is nobody's business inside. */
  private static final String USER_INSIDE = "1000";

  private static final List<String> SYSTEM_DIRECTORIES =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  /**
   * What common programs need of /etc and what holds no secret; users and hosts are generated
   * instead.
   */
  private static final List<String> SYSTEM_SETTINGS =
      List.of(
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/alternatives",
          "/etc/localtime",
          "/etc/os-release",
          "/etc/ssl/certs",
          "/etc/ssl/openssl.cnf",
          "/etc/pki/tls/certs",
          "/etc/pki/ca-trust/extracted",
          "/etc/ca-certificates",
          "/etc/mime.types",
          "/etc/maven");

  private static final Map<String, String> GENERATED_SETTINGS =
      Map.of(
          "passwd",
          """
          root:x:0:0:root:/root:/usr/sbin/nologin
          agent:x:1000:1000:agent:/home/agent:/bin/sh
          nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
          """,
          "group",
          """
          root:x:0:
          agent:x:1000:
          nogroup:x:65534:
          """,
          "hosts",
          "127.0.0.1 localhost\n::1 localhost\n",
          "nsswitch.conf",
          "passwd: files\ngroup: files\nhosts: files\n",
          "hostname",
          "sandbox\n");

  private final SandboxSettings settings;
  private final Path generated;
  private final boolean forbidNesting;

  /**
   * @param generated directory for the few files of /etc that are not the host's
   * @param forbidNesting whether this bubblewrap knows {@code --disable-userns}
   */
  BubblewrapSandbox(SandboxSettings settings, Path generated, boolean forbidNesting) {
    this.settings = settings;
    this.generated = generated;
    this.forbidNesting = forbidNesting;
    GENERATED_SETTINGS.forEach((name, content) -> write(generated.resolve(name), content));
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + file, e);
    }
  }

  @Override
  public SandboxLevel level() {
    return SandboxLevel.BWRAP;
  }

  @Override
  public SandboxPaths inside(SandboxPaths host) {
    return INSIDE;
  }

  @Override
  public Path inside(Bind bind) {
    return bind.inside();
  }

  @Override
  public ChildCommand wrap(SandboxRequest request) {
    var argv = new ArrayList<>(Launch.as(request.user(), settings.setpriv(), privileges()));
    argv.add(settings.bwrap().toString());
    isolate(argv, request.part());
    system(argv);
    directories(argv, request);
    Launch.heardByTheLoader(request.environment())
        .forEach((name, value) -> argv.addAll(List.of("--setenv", name, value)));
    argv.add("--");
    argv.addAll(request.argv());

    var environment = new HashMap<>(Launch.harmless(request.environment()));
    environment.put(ProcessScope.MARKER, request.run());
    return new ChildCommand(
        request.run(), argv, environment, request.host().workspace(), request.scope(true));
  }

  /**
   * A set-uid bubblewrap (hosts without unprivileged user namespaces) needs what this takes away.
   */
  private List<String> privileges() {
    try {
      var mode = (Integer) Files.getAttribute(settings.bwrap(), "unix:mode");
      return (mode & 04000) == 0 ? List.of("--no-new-privs") : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look at " + settings.bwrap(), e);
    }
  }

  private void isolate(List<String> argv, SandboxRequest.Part part) {
    argv.addAll(
        List.of("--unshare-all", "--unshare-user", "--uid", USER_INSIDE, "--gid", USER_INSIDE));
    argv.addAll(
        List.of(
            "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"));
    if (part == SandboxRequest.Part.ARCHIVER) {
      // Of its own user namespace, so it is about files of the run's user and of nobody else.
      argv.addAll(List.of("--cap-add", "CAP_DAC_OVERRIDE"));
    }
    if (forbidNesting) {
      argv.add("--disable-userns");
    }
  }

  private void system(List<String> argv) {
    argv.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (var directory : SYSTEM_DIRECTORIES) {
      systemDirectory(argv, Path.of(directory));
    }
    for (var file : SYSTEM_SETTINGS) {
      argv.addAll(List.of("--ro-bind-try", file, file));
    }
    for (var file : GENERATED_SETTINGS.keySet()) {
      argv.addAll(List.of("--ro-bind", generated.resolve(file).toString(), "/etc/" + file));
    }
    argv.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    // /dev is a writable memory file system of its own: only its shm may take data, and only so
    // much.
    argv.addAll(
        List.of(
            "--size",
            Long.toString(settings.shmSize().toBytes()),
            "--tmpfs",
            "/dev/shm",
            "--remount-ro",
            "/dev"));
  }

  /** Links into /usr on most hosts of today, directories on older ones. */
  private static void systemDirectory(List<String> argv, Path directory) {
    try {
      if (Files.isSymbolicLink(directory)) {
        argv.addAll(
            List.of(
                "--symlink", Files.readSymbolicLink(directory).toString(), directory.toString()));
      } else {
        argv.addAll(List.of("--ro-bind-try", directory.toString(), directory.toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look at " + directory, e);
    }
  }

  private void directories(List<String> argv, SandboxRequest request) {
    var host = request.host();
    argv.addAll(
        List.of(
            "--size",
            Long.toString(settings.tmpSize().toBytes()),
            "--tmpfs",
            INSIDE.temporary().toString()));
    bind(argv, "--bind", host.workspace(), INSIDE.workspace());
    bind(argv, "--bind", host.home(), INSIDE.home());
    if (request.part() == SandboxRequest.Part.AGENT) {
      bind(argv, "--ro-bind", host.socketDirectory(), INSIDE.socketDirectory());
      bind(argv, "--ro-bind", host.cliBinary(), INSIDE.cliBinary());
    }
    for (var bind : request.binds()) {
      bind(argv, bind.writable() ? "--bind" : "--ro-bind", bind.host(), bind.inside());
    }
    // Last: the mount points above had to be made first. It does not reach into them.
    argv.addAll(List.of("--remount-ro", "/"));
    argv.addAll(List.of("--chdir", INSIDE.workspace().resolve(request.folder()).toString()));
  }

  private static void bind(List<String> argv, String how, Path host, Path inside) {
    argv.addAll(List.of(how, host.toString(), inside.toString()));
  }
}
