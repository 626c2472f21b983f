package dev.ccrunner.worker.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One tree of control groups that is mounted here.
 *
 * @param version 1 or 2
 * @param controllers that it has; of version 2 those that it may have
 * @param own the group this process is in
 */
record Hierarchy(int version, Set<Controller> controllers, Path own) {

  Hierarchy {
    controllers = Set.copyOf(controllers);
  }

  /**
   * All that have a controller we use, and that of version 2, which ends a whole group at once also
   * where it has none.
   *
   * @param membership what {@code /proc/self/cgroup} says
   * @param mounts what {@code /proc/self/mountinfo} says
   */
  static List<Hierarchy> of(String membership, String mounts) {
    var found = new ArrayList<Hierarchy>();
    Map<String, String> groups = groups(membership);
    for (var line : mounts.lines().toList()) {
      Mount.parse(line)
          .flatMap(mount -> hierarchy(mount, groups))
          // Of a hierarchy that is mounted twice the first will do.
          .filter(hierarchy -> found.stream().noneMatch(other -> other.sameAs(hierarchy)))
          .ifPresent(found::add);
    }
    return found;
  }

  private boolean sameAs(Hierarchy other) {
    return version == other.version && controllers.equals(other.controllers);
  }

  /** By controller, and by the empty name that of version 2. */
  private static Map<String, String> groups(String membership) {
    var groups = new HashMap<String, String>();
    for (var line : membership.lines().toList()) {
      var parts = line.split(":", 3);
      if (parts.length == 3) {
        for (var controller : parts[1].split(",")) {
          groups.put(controller, parts[2]);
        }
      }
    }
    return groups;
  }

  private static Optional<Hierarchy> hierarchy(Mount mount, Map<String, String> groups) {
    if (mount.type().equals("cgroup2")) {
      return mount.directory(groups.get("")).map(own -> new Hierarchy(2, available(own), own));
    }
    var controllers = Controller.among(mount.options());
    return controllers.isEmpty() || !mount.type().equals("cgroup")
        ? Optional.empty()
        : mount
            .directory(groups.get(controllers.iterator().next().kernelName()))
            .map(own -> new Hierarchy(1, controllers, own));
  }

  private static Set<Controller> available(Path group) {
    return Controller.among(KernelFile.words(group.resolve("cgroup.controllers")));
  }
}
