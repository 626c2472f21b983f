package dev.ccrunner.worker.cgroup;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the kernel can bound for a group of processes. */
public enum Controller {
  MEMORY,
  PIDS,
  CPU;

  /** As the kernel calls it. */
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those of these names that are known here. */
  static Set<Controller> among(Collection<String> names) {
    var found = EnumSet.noneOf(Controller.class);
    Arrays.stream(values())
        .filter(controller -> names.contains(controller.kernelName()))
        .forEach(found::add);
    return found;
  }
}
