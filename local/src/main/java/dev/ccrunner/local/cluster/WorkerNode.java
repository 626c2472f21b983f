package dev.ccrunner.local.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A worker with a process of its own. Each start gives it a new id. */
public final class WorkerNode extends ClusterNode {

  private final Map<String, String> settings;
  private final Supplier<List<String>> ids;
  private volatile String id = "";

  /**
   * @param ids of all workers the gateways know by this name, the newest first; of those that ended
   *     too, for a while
   */
  WorkerNode(
      String name, NodeCommand command, Map<String, String> settings, Supplier<List<String>> ids) {
    super(name, command);
    this.settings = settings;
    this.ids = ids;
  }

  /** As the gateways list it. */
  public String id() {
    return id;
  }

  @Override
  Map<String, String> settings() {
    return settings;
  }

  @Override
  BooleanSupplier readiness() {
    // The gateways may be away just now; then only the life before this one is known.
    var earlier = new HashSet<>(ids.get());
    earlier.add(id);
    return () -> {
      var now = ids.get();
      if (now.isEmpty() || earlier.contains(now.getFirst())) {
        return false;
      }
      id = now.getFirst();
      return true;
    };
  }
}
