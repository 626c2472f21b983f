package dev.ccrunner.gateway.problem;

import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no decent client sends. */
final class RawHttp {
  private RawHttp() {}

  /** The whole answer, up to the end of the connection. */
  static String send(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", TestGateway.shared().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
