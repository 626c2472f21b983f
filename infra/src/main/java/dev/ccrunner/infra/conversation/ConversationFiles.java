package dev.ccrunner.infra.conversation;

import dev.ccrunner.file.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A conversation on the own disk of a worker or a gateway, as Claude Code lays it out in its folder
 * for a workspace: {@code ID.jsonl}, and beside it {@code ID/subagents/} with a file for each
 * sub-agent and what is known about it. Not thread safe.
 */
public final class ConversationFiles implements AutoCloseable {
  /** Where the files are, seen from Claude Code's configuration; the folder's name is free. */
  private static final String FOLDER = ".claude/projects/-workspace";

  private static final String PROJECTS = "/projects/";
  private static final String UUID_HERE = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern MAIN = Pattern.compile("(" + UUID_HERE + ")\\.jsonl");

  /** Names come from inside of the sandbox: nothing but these, and nothing that leads elsewhere. */
  private static final Pattern NAME =
      Pattern.compile(
          UUID_HERE
              + "(?:\\.jsonl|/subagents/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}"
              + "[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(?:jsonl|meta\\.json))");

  private static final int LONGEST_NAME = 300;

  /** What is known about a sub-agent comes in the mirror of its file, but has a file of its own. */
  private static final String ABOUT_AGENT = "{\"type\":\"agent_metadata\",";

  private final Path root;
  private final long maxBytes;
  private long bytes;
  private UUID current;
  private boolean begun;

  /**
   * @param root a directory that is not there yet, or empty
   * @param conversation its id, until Claude Code goes on under another one
   */
  public ConversationFiles(Path root, UUID conversation, long maxBytes) {
    this.root = root;
    this.current = conversation;
    this.maxBytes = maxBytes;
  }

  /** The name under which a file of the mirror is kept; empty: it is none of a conversation. */
  public static Optional<String> name(String path) {
    int projects = path.lastIndexOf(PROJECTS);
    int folder = path.indexOf('/', projects + PROJECTS.length());
    if (projects < 0 || folder < 0) {
      return Optional.empty();
    }
    var name = path.substring(folder + 1);
    return name.length() <= LONGEST_NAME && NAME.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }

  /** Which conversation goes on: a command may have begun another one. */
  public UUID conversation() {
    return current;
  }

  /** Whether anything was said in it; else there is nothing to go on with. */
  public boolean begun() {
    return begun;
  }

  /** Whether it is larger than allowed: then the rest is missing. */
  public boolean full() {
    return bytes > maxBytes;
  }

  /** Adds entries, each a JSON object with its line feed, to the file of that name. */
  public void append(String name, String entries) throws IOException {
    bytes += entries.length();
    if (full() || !NAME.matcher(name).matches()) {
      return;
    }
    var lines = new StringBuilder(entries.length());
    for (var line : entries.split("\n", -1)) {
      if (line.startsWith(ABOUT_AGENT)) {
        write(aboutAgent(name), "{" + line.substring(ABOUT_AGENT.length()));
      } else if (!line.isEmpty()) {
        lines.append(line).append('\n');
        noteMessage(name, line);
      }
    }
    if (!lines.isEmpty()) {
      Files.write(
          inside(name),
          lines.toString().getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** Messages, and nothing else, say what they follow. */
  private void noteMessage(String name, String line) {
    var main = MAIN.matcher(name);
    if (main.matches() && line.contains("\"parentUuid\":")) {
      current = UUID.fromString(main.group(1));
      begun = true;
    }
  }

  private static String aboutAgent(String name) {
    return name.substring(0, name.length() - ".jsonl".length()) + ".meta.json";
  }

  private void write(String name, String content) throws IOException {
    if (NAME.matcher(name).matches()) {
      Files.write(inside(name), content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Path inside(String name) throws IOException {
    return withFolder(root.resolve(name));
  }

  private static Path withFolder(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return file;
  }

  /** Whoever has what was left. */
  @FunctionalInterface
  public interface Contents {
    InputStream open(StoredBlob blob) throws IOException;
  }

  /**
   * Takes what an earlier run has left.
   *
   * @param agents as {@link #zipAgents} has packed them; null: there were none
   */
  public void restore(
      UUID conversation, StoredBlob main, @Nullable StoredBlob agents, Contents contents)
      throws IOException {
    try (var content = contents.open(main)) {
      bytes += Files.copy(content, inside(conversation + ".jsonl"));
    }
    current = conversation;
    begun = true;
    if (agents != null) {
      try (var zip = contents.open(agents)) {
        restoreAgents(zip);
      }
    }
  }

  private void restoreAgents(InputStream zip) throws IOException {
    var entries = new ZipInputStream(zip);
    for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      var name = current + "/" + entry.getName();
      if (NAME.matcher(name).matches()) {
        bytes += Files.copy(entries, inside(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The conversation's main file, which is there if it has {@link #begun}. */
  public Path main() {
    return root.resolve(current + ".jsonl");
  }

  /** Whether its sub-agents have left anything. */
  public boolean hasAgents() {
    return Files.isDirectory(agents());
  }

  private Path agents() {
    return besideMain().resolve("subagents");
  }

  private Path besideMain() {
    return root.resolve(current.toString());
  }

  /** Packs what its sub-agents have left. */
  public void zipAgents(OutputStream to) throws IOException {
    var zip = new ZipOutputStream(to);
    for (var file : below(agents())) {
      zip.putNextEntry(new ZipEntry(besideMain().relativize(file).toString()));
      Files.copy(file, zip);
      zip.closeEntry();
    }
    zip.finish();
  }

  /** Whether the main conversation has this message. */
  public boolean has(UUID message) throws IOException {
    if (!begun) {
      return false;
    }
    var wanted = "\"uuid\":\"" + message + "\"";
    // Not as UTF-8: an imported file may be broken in places that do not matter here.
    try (var lines = Files.lines(main(), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains(wanted));
    }
  }

  /** Puts all files where Claude Code looks for them. */
  public void placeIn(Path home) throws IOException {
    for (var file : below(root)) {
      Files.copy(file, withFolder(home.resolve(FOLDER).resolve(root.relativize(file).toString())));
    }
  }

  /** The files of the conversation that goes on, by their names. */
  public SortedMap<String, Path> current() throws IOException {
    var files = new TreeMap<String, Path>();
    if (begun) {
      files.put(current + ".jsonl", main());
    }
    for (var file : below(agents())) {
      files.put(root.relativize(file).toString(), file);
    }
    return files;
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Deletes the files. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
