package dev.ccrunner.bench.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that asks one thing after the other. Bare on purpose: the client shares the cores
 * with what it measures, and a comfortable one would take as much of them as the server.
 */
final class HttpConnection implements AutoCloseable {

  private static final int READ_TIMEOUT_MILLIS = 70_000;

  private final Socket socket;
  private final InputStream in;

  HttpConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
  }

  record Answer(int status, String body) {}

  Answer ask(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    var head = readHead();
    var body = head.chunked() ? new ChunkedBody(in).readAllBytes() : in.readNBytes(head.length());
    return new Answer(head.status(), new String(body, StandardCharsets.UTF_8));
  }

  /** Asks for something without an end, and answers it as it comes. */
  InputStream open(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    var head = readHead();
    if (head.status() == 204) {
      throw new NothingFollows();
    }
    if (head.status() != 200 || !head.chunked()) {
      throw new IOException("Expected status 200 and a chunked body, found " + head);
    }
    return new ChunkedBody(in);
  }

  private record Head(int status, int length, boolean chunked) {}

  private Head readHead() throws IOException {
    var status = Integer.parseInt(line(in).split(" ", 3)[1]);
    var length = 0;
    var chunked = false;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
      chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
    }
    return new Head(status, length, chunked);
  }

  /** The next line, without its end. */
  static String line(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream(80);
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new EOFException("The server closed the connection");
      }
      if (next != '\r') {
        bytes.write(next);
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
