package dev.ccrunner.worker.harvest;

import java.io.ByteArrayOutputStream;

/** Names as git prints them where a line has to hold them: in quotes, if they need any. */
final class Quoted {
  private static final String PLAIN = "\"\\abtnvfr";
  private static final byte[] MEANT = {'"', '\\', 7, 8, 9, 10, 11, 12, 13};

  private Quoted() {}

  static FileName read(FileName printed) {
    var raw = printed.raw();
    if (!raw.startsWith("\"") || !raw.endsWith("\"") || raw.length() < 2) {
      return printed;
    }
    var name = new ByteArrayOutputStream();
    for (int i = 1; i < raw.length() - 1; i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        name.write(c);
        continue;
      }
      char escaped = raw.charAt(++i);
      int known = PLAIN.indexOf(escaped);
      if (known >= 0) {
        name.write(MEANT[known]);
      } else {
        name.write(Integer.parseInt(raw.substring(i, i + 3), 8));
        i += 2;
      }
    }
    return FileName.of(name.toByteArray());
  }
}
