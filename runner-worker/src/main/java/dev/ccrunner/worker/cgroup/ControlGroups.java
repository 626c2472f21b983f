package dev.ccrunner.worker.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups that one worker may make: in each hierarchy below the group it was started in,
 * so that what bounds the worker bounds its runs too. Where it may make none there are none, and
 * nothing fails.
 */
public final class ControlGroups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);

  private final List<Branch> branches;

  private ControlGroups(List<Branch> branches) {
    this.branches = List.copyOf(branches);
  }

  /** For where they are not wanted. */
  public static ControlGroups none() {
    return new ControlGroups(List.of());
  }

  /**
   * Finds out what this worker may do, and ends what one of the same name has left.
   *
   * @param name of this worker's groups; no other living one's
   */
  public static ControlGroups open(String name) {
    try {
      return open(
          name,
          Hierarchy.of(
              Files.readString(Path.of("/proc/self/cgroup")),
              Files.readString(Path.of("/proc/self/mountinfo"))));
    } catch (IOException e) {
      log.debug("No control groups here: {}", e.getMessage());
      return none();
    }
  }

  static ControlGroups open(String name, List<Hierarchy> hierarchies) {
    var branches = new ArrayList<Branch>();
    for (var hierarchy : hierarchies) {
      try {
        var branch = Branch.grow(hierarchy, name);
        clear(branch);
        tryOut(branch);
        branches.add(branch);
      } catch (IOException | RuntimeException e) {
        log.debug("No groups below {}: {}", hierarchy.own(), e.toString());
      }
    }
    return new ControlGroups(branches);
  }

  private static void clear(Branch branch) throws IOException {
    try (var left = Files.newDirectoryStream(branch.path(), Files::isDirectory)) {
      for (var group : left) {
        log.info("Ends what a killed worker left in {}", group);
        new ControlGroup(Map.of(group, branch)).close();
      }
    }
  }

  /** Whether files may be written cannot be read off them: a container's are often read-only. */
  private static void tryOut(Branch branch) throws IOException {
    var group = branch.create("probe", new GroupBounds(1L << 30, 1, 16));
    try (var _ = new ControlGroup(Map.of(group, branch))) {
      if (!Files.isWritable(group.resolve("cgroup.procs"))) {
        throw new IOException("expected to be able to put processes into " + group);
      }
    }
  }

  /** What bounds the runs' groups. */
  public Set<Controller> controllers() {
    var all = EnumSet.noneOf(Controller.class);
    branches.forEach(branch -> all.addAll(branch.controllers()));
    return all;
  }

  /** For people, for example {@code version 1 (memory), version 1 (pids), version 2}. */
  public String description() {
    return branches.stream()
        .map(branch ->
            "version "
                + branch.version()
                + branch.controllers().stream()
                    .sorted()
                    .map(Controller::kernelName)
                    .reduce((one, other) -> one + ", " + other)
                    .map(names -> " (" + names + ")")
                    .orElse(" (to end all at once)"))
        .collect(Collectors.joining(", "));
  }

  /** Whether there are any: then all that is in one can be ended, whatever it did. */
  public boolean available() {
    return !branches.isEmpty();
  }

  /** A group of that name in each hierarchy. */
  public ControlGroup create(String name, GroupBounds bounds) {
    var directories = new HashMap<Path, Branch>();
    try {
      for (var branch : branches) {
        directories.put(branch.create(name, bounds), branch);
      }
      return new ControlGroup(directories);
    } catch (IOException e) {
      new ControlGroup(directories).close();
      throw new UncheckedIOException("Could not make the control group of " + name, e);
    }
  }

  /** Takes the worker's own away; runs have none any more. */
  @Override
  public void close() {
    for (var branch : branches) {
      try {
        Files.deleteIfExists(branch.path());
      } catch (IOException e) {
        log.debug("{} stays: {}", branch.path(), e.getMessage());
      }
    }
  }
}
