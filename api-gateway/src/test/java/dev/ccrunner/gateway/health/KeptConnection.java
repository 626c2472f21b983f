package dev.ccrunner.gateway.health;

import dev.ccrunner.gateway.testing.TestGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection over which requests are sent, one after the other. */
final class KeptConnection implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader reader;

  KeptConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  String get(String path) throws IOException {
    ask(path, "Accept: */*");
    return answer();
  }

  void ask(String path, String header) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(path, header, TestGateway.KEY)
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Its headers, and its body if they say how long that is. */
  String answer() throws IOException {
    var answer = new StringBuilder();
    int length = 0;
    String line = reader.readLine();
    while (line != null && !line.isEmpty()) {
      answer.append(line).append('\n');
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
      line = reader.readLine();
    }
    char[] body = new char[length];
    int read = 0;
    while (read < length) {
      int more = reader.read(body, read, length - read);
      if (more < 0) {
        break;
      }
      read += more;
    }
    return answer.append('\n').append(body, 0, read).toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
