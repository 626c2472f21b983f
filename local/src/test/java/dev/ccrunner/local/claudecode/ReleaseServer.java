package dev.ccrunner.local.claudecode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Has packages and releases under the paths registries and the maker's site have them. */
final class ReleaseServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  ReleaseServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    var file = files.get(exchange.getRequestURI().getPath());
    try (exchange) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, file.length);
      var cut = cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      exchange.getResponseBody().write(file, 0, cut ? file.length / 2 : file.length);
      // Else nothing at all would be sent of a cut answer, and the client would quietly ask again.
      exchange.getResponseBody().flush();
    } catch (IOException _) {
      // Closing before all was written is how a cut looks.
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  /** The next so many answers end in the middle. */
  void cut(int times) {
    cuts.set(times);
  }

  int requests() {
    return requests.get();
  }

  /** A package as npm has it, with this program in it. */
  static byte[] packageWith(String program) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (var file : Map.of("package/package.json", "{}", "package/claude", program).entrySet()) {
        var content = file.getValue().getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static String integrity(byte[] content) {
    return "sha512-" + Base64.getEncoder().encodeToString(hash("SHA-512", content));
  }

  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(hash("SHA-256", content));
  }

  private static byte[] hash(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
