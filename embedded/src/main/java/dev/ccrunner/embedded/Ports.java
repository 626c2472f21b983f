package dev.ccrunner.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses loopback ports, and remembers them in a file so that a restart finds the same ones. */
public final class Ports {

  /**
   * Below the range systems take outgoing connections from, so that none of those can grab a port
   * between our look and the service's bind.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 200;

  /** Given out by this JVM: the services start at the same time and bind later. */
  private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** The wanted port if there is one, else the remembered, else any that is free. */
  public static int choose(int wanted, Path memory, String title) throws IOException {
    if (wanted != 0) {
      requireFree(wanted, title);
      return wanted;
    }
    var port = remembered(memory);
    if (port == 0 || !isFree(port)) {
      port = anyFree(title);
      Secret.write(memory, port + "\n");
    }
    return port;
  }

  static void requireFree(int port, String title) {
    if (!isFree(port)) {
      throw new EmbeddedStartFailed(
          "Port %d for %s is taken by another program. Stop that program, or choose another port (0 means any free one)."
              .formatted(port, title));
    }
  }

  private static int remembered(Path memory) throws IOException {
    if (!Files.exists(memory)) {
      return 0;
    }
    try {
      return Integer.parseInt(Files.readString(memory).strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static int anyFree(String title) {
    for (var i = 0; i < TRIES; i++) {
      var port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw new EmbeddedStartFailed(
        "No free port for %s between %d and %d was found. Choose one."
            .formatted(title, FIRST, LAST));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
