package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ccrunner.run.source.RelativePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** Every case is refused with its reason, and nothing around the directory is touched by it. */
class HostileArchivesTest {
  private static final ArchiveSettings SMALL =
      new ArchiveSettings(
          20, DataSize.ofKilobytes(64), DataSize.ofKilobytes(200), 10, DataSize.ofKilobytes(32), 5);
  private static final byte[] ZEROS_40K = new byte[40 * 1024];

  @TempDir private Path around;

  static Stream<Arguments> hostile() {
    return Stream.of(
        // Paths that lead out.
        tar("tar: absolute path", new TarBytes().file("/etc/passwd", "x"), "relative"),
        tar("tar: up", new TarBytes().file("../outside", "x"), "without '..'"),
        tar("tar: down and up", new TarBytes().file("a/../../outside", "x"), "without '..'"),
        tar("tar: up as a directory", new TarBytes().directory("../outside/"), "without '..'"),
        tar("tar: backslashes", new TarBytes().file("..\\outside", "x"), "without backslashes"),
        tar("tar: drive", new TarBytes().file("C:outside", "x"), "drives"),
        tar("tar: control character", new TarBytes().file("a\nb", "x"), "control characters"),
        tar("tar: not UTF-8", new TarBytes().file("caf\u00e9", "x"), "UTF-8"),
        tar("tar: no name", new TarBytes().file("./", "x").file("", "y"), "expected"),
        tar(
            "tar: long name up",
            new TarBytes().extra('L', "../../outside\0").file("harmless", "x"),
            "without '..'"),
        tar(
            "tar: extended path up",
            new TarBytes().extra('x', pax("path=../outside")).file("harmless", "x"),
            "without '..'"),
        tar(
            "tar: NUL in an extended path",
            new TarBytes().extra('x', pax("path=a\0/../../outside")).file("harmless", "x"),
            "expected"),
        zip("zip: absolute path", new ZipBytes().file("/etc/passwd", "x"), "relative"),
        zip("zip: up", new ZipBytes().file("../outside", "x"), "without '..'"),
        zip("zip: backslashes", new ZipBytes().file("..\\outside", "x"), "without backslashes"),
        zip("zip: drive", new ZipBytes().file("c:\\outside", "x"), "without backslashes"),
        zip("zip: NUL", new ZipBytes().file("a\0../outside", "x"), "control characters"),
        zip("zip: not UTF-8", new ZipBytes().file("caf\u00e9", "x"), "UTF-8"),
        zip("zip: name of 256 bytes", new ZipBytes().file("a".repeat(256), "x"), "255 bytes"),

        // Links.
        tar("tar: link out", new TarBytes().link("a", "../outside"), "stays inside"),
        tar("tar: link to the root", new TarBytes().link("a", "/etc/passwd"), "stays inside"),
        tar("tar: link down and up", new TarBytes().link("d/a", "x/../../../out"), "stays inside"),
        tar(
            "tar: file through a link",
            new TarBytes().link("a", "b").directory("b").file("a/x", "x"),
            "directories on the way"),
        tar(
            "tar: directory through a link",
            new TarBytes().directory("b").link("a", "b").directory("a/c"),
            "directories on the way"),
        tar(
            "tar: link that becomes the way out of another",
            new TarBytes().directory("d/e").link("d/e/up", "../..").link("z", "d/e/up/.."),
            "stays inside"),
        tar(
            "tar: link in place of a file",
            new TarBytes().file("a", "x").link("a", "b"),
            "nothing there yet"),
        tar(
            "tar: file in place of a link",
            new TarBytes().link("a", "b").file("a", "x"),
            "nothing there yet"),
        tar(
            "tar: link in place of a directory",
            new TarBytes().directory("a").link("a", "."),
            "nothing there yet"),
        tar("tar: hard link out", new TarBytes().hardLink("a", "../outside"), "without '..'"),
        tar("tar: hard link to the root", new TarBytes().hardLink("a", "/etc/passwd"), "relative"),
        tar(
            "tar: hard link to what was there before",
            new TarBytes().hardLink("a", "own"),
            "comes before it"),
        tar(
            "tar: hard link to a link",
            new TarBytes().link("l", "x").hardLink("a", "l"),
            "comes before it"),
        tar(
            "tar: extended link target",
            new TarBytes().extra('x', pax("linkpath=/etc/passwd")).link("a", "b"),
            "stays inside"),
        zip("zip: link out", new ZipBytes().link("a", "../outside"), "stays inside"),
        zip(
            "zip: file through a link",
            new ZipBytes().link("a", "b").file("b/y", "y").file("a/x", "x"),
            "directories on the way"),
        zip(
            "zip: link in place of a file",
            new ZipBytes().file("a", "x").link("a", "b"),
            "nothing there yet"),

        // What is no file.
        tar("tar: character device", new TarBytes().entry("null", '3'), "a device"),
        tar("tar: block device", new TarBytes().entry("sda", '4'), "a device"),
        tar("tar: queue", new TarBytes().entry("queue", '6'), "a device"),
        tar("tar: unknown type", new TarBytes().entry("volume", 'V'), "type 'V'"),
        tar("tar: old sparse file", new TarBytes().entry("sparse", 'S'), "type 'S'"),
        tar(
            "tar: sparse file",
            new TarBytes().extra('x', pax("GNU.sparse.realsize=99999999")).file("a", "x"),
            "plain files"),
        zip("zip: queue", new ZipBytes().entry("q", new byte[0], ZipBytes.QUEUE), "a device"),

        // Bombs.
        tar("tar: one large file", new TarBytes().file("a", new byte[65 * 1024]), "one file"),
        archive("tar.gz: dense", new TarBytes().file("a", ZEROS_40K).gzipped(), "max-ratio"),
        archive("tar.gz: much in all", large().gzipped(), "max-"),
        archive(
            "tar.gz: a name of a megabyte",
            new TarBytes().extra('L', "a".repeat(70_000)).file("a", "x").gzipped(),
            "bytes of name"),
        archive(
            "tar: header that promises terabytes",
            new TarBytes().header("a", '0', 0x1ffffffffL, "", 0644).bytes(),
            "a size of 0 to"),
        archive("tar: many entries", many().bytes(), "max-entries"),
        tar("tar: deep", new TarBytes().directory("a/b/c/d/e/f"), "max-depth"),
        zip("zip: dense", new ZipBytes().entry("a", ZEROS_40K, ZipBytes.FILE), "max-ratio"),
        zip(
            "zip: longer than it says",
            new ZipBytes().lying("a", "x".repeat(1000)).size(10).add(),
            "10 bytes"),
        zip("zip: shared contents", overlapping(), "content"),
        zip("zip: many entries", manyZipped(), "max-entries"),

        // What readers take in two ways.
        zip(
            "zip: two names for one entry",
            new ZipBytes().lying("a", "x").inFrontOfItsContent("../b").add(),
            "one name"),
        zip("zip: encrypted", new ZipBytes().lying("a", "x").flags(1).add(), "encrypted"),
        zip(
            "zip: list encrypted",
            new ZipBytes().lying("a", "x").flags(1 << 13).add(),
            "encrypted"),
        zip("zip: rare method", new ZipBytes().lying("a", "x").method(14).add(), "method 14"),
        zip("zip: wrong check sum", new ZipBytes().lying("a", "x").crc(1).add(), "check sum"),
        archive("zip: wrong count", new ZipBytes().file("a", "x").bytes(2), "number of entries"),
        zip(
            "zip: content that is no content",
            new ZipBytes().file("a".repeat(60), "x").lying("b", "y").at(7).add(),
            "a header at its content"),
        tar(
            "tar: size in two places",
            new TarBytes().extra('x', pax("size=4096")).file("a", "x"),
            "their size in the header"),
        tar(
            "tar: content of a link",
            new TarBytes().header("a", '2', 512, "b", 0777).content(new byte[512]),
            "content in files only"),
        archive(
            "tar: second archive behind the first",
            concatenated(
                new TarBytes().file("a", "x").bytes(), new TarBytes().file("b", "y").bytes()),
            "nothing after its end"),

        // Broken.
        archive("empty file", new byte[0], "a zip, tar or tar.gz"),
        archive("text", "hello".getBytes(ISO_8859_1), "a zip, tar or tar.gz"),
        archive("tar: no end", new TarBytes().file("a", "x").withoutEnd(), "cut off"),
        archive("tar: half a block", cut(new TarBytes().file("a", "x").bytes(), 700), "cut off"),
        archive(
            "tar: wrong check sum",
            flipped(new TarBytes().file("a", "x").file("b", "y").bytes(), 1024),
            "check sum"),
        archive("tar.gz: cut off", cut(new TarBytes().file("a", "x").gzipped(), 40), "broken"),
        archive(
            "tar.gz: wrong check sum",
            flipped(new TarBytes().file("a", "x").gzipped(), -6),
            "broken"),
        archive("gzip of something else", TarBytes.gzipped("hello".getBytes(ISO_8859_1)), "cut"),
        archive("zip: cut off", cut(new ZipBytes().file("a", "x").bytes(), 60), "cut off"),
        archive("zip: only its beginning", new byte[] {'P', 'K', 3, 4}, "expected"),
        archive("zip: garbage in front", garbageInFront(), "a zip, tar or tar.gz"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isRefusedAndTouchesNothingOutside(byte[] archive, String reason) throws IOException {
    var folder = Files.createDirectories(around.resolve("jobs/one/workspace"));
    Files.writeString(folder.resolve("own"), "mine");
    Files.writeString(around.resolve("jobs/outside"), "not yours");
    Files.writeString(around.resolve("jobs/one/outside"), "not yours");
    var file = Files.write(around.resolve("archive"), archive);
    var before = everythingBut(folder);

    assertThatThrownBy(() ->
            new Archives(SMALL)
                .unpack(
                    file, new ConfinedTree(folder, ConfinedTree.Owner.MAKER), RelativePath.HERE))
        .isInstanceOf(ArchiveRefused.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("expected")
        .hasMessageContaining("found");

    assertThat(everythingBut(folder)).isEqualTo(before);
    assertThat(folder.resolve("own")).hasContent("mine");
    assertNoLinkLeadsOut(folder);
  }

  private static void assertNoLinkLeadsOut(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      assertThat(paths.filter(Files::isSymbolicLink).filter(Files::exists))
          .allSatisfy(link ->
              assertThat(link.toRealPath().startsWith(folder.toRealPath()))
                  .as("%s", link)
                  .isTrue());
    }
  }

  /** Names, kinds, sizes and contents of all that is not in the folder. */
  private Map<String, String> everythingBut(Path folder) throws IOException {
    var found = new TreeMap<String, String>();
    try (var paths = Files.walk(around)) {
      paths
          .filter(path -> !path.startsWith(folder))
          .forEach(path -> found.put(around.relativize(path).toString(), description(path)));
    }
    return found;
  }

  private static String description(Path path) {
    try {
      var about = Files.readAttributes(path, "unix:mode,ino,nlink", LinkOption.NOFOLLOW_LINKS);
      return Files.isRegularFile(path)
          ? about + Arrays.toString(Files.readAllBytes(path))
          : about.get("mode") + " " + about.get("ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arguments tar(String name, TarBytes tar, String reason) {
    return archive(name, tar.bytes(), reason);
  }

  private static Arguments zip(String name, ZipBytes zip, String reason) {
    return archive(name, zip.bytes(), reason);
  }

  private static Arguments archive(String name, byte[] bytes, String reason) {
    return argumentSet(name, bytes, reason);
  }

  private static String pax(String pair) {
    int length = pair.length() + 2;
    int digits = String.valueOf(length + 2).length();
    return (length + digits) + " " + pair + "\n";
  }

  private static TarBytes large() {
    var tar = new TarBytes();
    for (int i = 0; i < 6; i++) {
      tar.file("f" + i, ZEROS_40K);
    }
    return tar;
  }

  private static TarBytes many() {
    var tar = new TarBytes();
    for (int i = 0; i < 21; i++) {
      tar.directory("d" + i);
    }
    return tar;
  }

  private static ZipBytes manyZipped() {
    var zip = new ZipBytes();
    for (int i = 0; i < 21; i++) {
      zip.file("f" + i, "");
    }
    return zip;
  }

  private static ZipBytes overlapping() {
    return new ZipBytes().file("a", "x".repeat(100)).lying("a", "x".repeat(100)).at(0).add();
  }

  private static byte[] garbageInFront() {
    return concatenated("garbage".getBytes(ISO_8859_1), new ZipBytes().file("a", "x").bytes());
  }

  private static byte[] concatenated(byte[] one, byte[] two) {
    var both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  private static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] flipped(byte[] bytes, int at) {
    var other = bytes.clone();
    other[at < 0 ? other.length + at : at] ^= 0x55;
    return other;
  }
}
