package dev.ccrunner.infra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.archive.Archives.Unpacked;
import dev.ccrunner.run.source.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
  @TempDir private Path around;

  @Test
  void unpacksTars() throws IOException {
    var tar =
        new TarBytes()
            .directory("src/")
            .file("src/Main.java", "class Main {}")
            .header("run.sh", '0', 2, "", 04755)
            .content("#!".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .link("latest", "src/Main.java")
            .link("src/up", "../run.sh")
            .hardLink("copy", "run.sh")
            .extra('L', "a/" + "long".repeat(40) + "\0")
            .file("short", "of a long name");

    var unpacked = unpack(tar.bytes(), "");

    assertThat(unpacked).isEqualTo(new Unpacked(6, 13 + 2 + 14));
    assertThat(folder().resolve("src/Main.java")).hasContent("class Main {}");
    assertThat(folder().resolve("latest")).isSymbolicLink().hasContent("class Main {}");
    assertThat(folder().resolve("src/up")).hasContent("#!");
    assertThat(folder().resolve("copy")).isExecutable().hasContent("#!");
    assertThat((Integer) Files.getAttribute(folder().resolve("run.sh"), "unix:mode") & 07777)
        .as("without set-uid")
        .isEqualTo(0755);
    assertThat(folder().resolve("a/" + "long".repeat(40))).hasContent("of a long name");
  }

  @Test
  void unpacksCompressedTarsIntoAFolder() throws IOException {
    unpack(new TarBytes().file("a", "x").gzipped(), "some/folder");

    assertThat(folder().resolve("some/folder/a")).hasContent("x");
  }

  @Test
  void unpacksZips() throws IOException {
    var zip =
        new ZipBytes()
            .file("src/Main.java", "class Main {}")
            .entry("run.sh", new byte[] {'#', '!'}, ZipBytes.PROGRAM)
            .entry("empty/", new byte[0], 0)
            .link("latest", "src/Main.java");

    assertThat(unpack(zip.bytes(), "")).isEqualTo(new Unpacked(3, 15));
    assertThat(folder().resolve("latest")).isSymbolicLink().hasContent("class Main {}");
    assertThat(folder().resolve("run.sh")).isExecutable();
    assertThat(folder().resolve("src/Main.java")).isNotEmptyFile();
    assertThat(folder().resolve("empty")).isEmptyDirectory();
  }

  /** What people's own programs make. */
  @ParameterizedTest
  @ValueSource(
      strings = {"tar cf", "tar czf", "tar --format=pax -cf", "tar --format=v7 -cf", "zip -qry"})
  void unpacksWhatCommonProgramsPack(String command) throws Exception {
    var source = Files.createDirectories(around.resolve("source/dir"));
    Files.writeString(source.resolve("grün"), "text");
    Files.createSymbolicLink(source.resolve("link"), Path.of("grün"));
    var archive = around.resolve("packed");
    var argv = new ArrayList<>(java.util.List.of(command.split(" ")));
    argv.add(archive.toString());
    argv.add("dir");
    var packing =
        new ProcessBuilder(argv)
            .directory(around.resolve("source").toFile())
            .redirectErrorStream(true)
            .start();
    packing.getInputStream().readAllBytes();
    assertThat(packing.waitFor()).isZero();
    var made = Files.exists(archive) ? archive : around.resolve("packed.zip");

    new Archives(ArchiveSettings.defaults())
        .unpack(made, new ConfinedTree(folder(), ConfinedTree.Owner.MAKER), RelativePath.HERE);

    assertThat(folder().resolve("dir/link")).isSymbolicLink().hasContent("text");
  }

  @Test
  void leavesArchivesInArchivesPacked() throws IOException {
    byte[] inner = new ZipBytes().file("../x", "x").bytes();

    unpack(new ZipBytes().entry("inner.zip", inner, ZipBytes.FILE).bytes(), "");

    assertThat(folder().resolve("inner.zip")).hasBinaryContent(inner);
  }

  @Test
  void takesTheLastOfSeveralFilesOfOneName() throws IOException {
    unpack(new TarBytes().file("a", "old").hardLink("b", "a").file("a", "new").bytes(), "");

    assertThat(folder().resolve("a")).hasContent("new");
    assertThat(folder().resolve("b")).hasContent("old");
  }

  @Test
  void givesEverythingToItsOwner() throws IOException {
    var owned = new ArrayList<String>();
    var tree = new ConfinedTree(folder(), path -> owned.add(folder().relativize(path).toString()));
    var archive =
        Files.write(around.resolve("a"), new TarBytes().file("d/f", "x").link("l", "d").bytes());

    new Archives(ArchiveSettings.defaults()).unpack(archive, tree, RelativePath.HERE);

    assertThat(owned).containsExactly("d", "d/f", "l");
  }

  private Unpacked unpack(byte[] archive, String into) throws IOException {
    var file = Files.write(around.resolve("archive"), archive);
    var tree = new ConfinedTree(folder(), ConfinedTree.Owner.MAKER);
    var place = into.isEmpty() ? RelativePath.HERE : RelativePath.parse(into).valid().orElseThrow();
    return new Archives(ArchiveSettings.defaults()).unpack(file, tree, place);
  }

  private Path folder() throws IOException {
    return Files.createDirectories(around.resolve("workspace"));
  }
}
