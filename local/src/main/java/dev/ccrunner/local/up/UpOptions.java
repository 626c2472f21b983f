package dev.ccrunner.local.up;

/**
 * How {@code ccr up} was called.
 *
 * @param host the address to listen on
 * @param slots runs at once
 */
record UpOptions(String host, int port, int slots) {

  String url() {
    var reachedAt = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return "http://%s:%d"
        .formatted(reachedAt.contains(":") ? "[" + reachedAt + "]" : reachedAt, port);
  }
}
