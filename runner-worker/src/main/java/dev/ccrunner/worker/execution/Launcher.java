package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.worker.broker.AttemptRef;
import dev.ccrunner.worker.broker.BrokerLimits;
import dev.ccrunner.worker.broker.BrokerToken;
import dev.ccrunner.worker.broker.ModelBroker;
import dev.ccrunner.worker.broker.ProviderAccount;
import dev.ccrunner.worker.budget.RunBudgets;
import dev.ccrunner.worker.claudecode.CliCommand;
import dev.ccrunner.worker.claudecode.CliSite;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.LineSink;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives an attempt all it needs on this machine, in order, and takes it back in the opposite order.
 */
final class Launcher {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final RunUsers users;
  private final JobRoot jobs;
  private final ModelBroker broker;
  private final Sandbox sandbox;
  private final ChildProcesses processes;
  private final Path claude;
  private final ExecutionSettings settings;
  private final RunBudgets budgets;

  Launcher(
      RunUsers users,
      JobRoot jobs,
      ModelBroker broker,
      Sandbox sandbox,
      ChildProcesses processes,
      Path claude,
      ExecutionSettings settings,
      RunBudgets budgets) {
    this.users = users;
    this.jobs = jobs;
    this.broker = broker;
    this.sandbox = sandbox;
    this.processes = processes;
    this.claude = claude;
    this.settings = settings;
    this.budgets = budgets;
  }

  String sandboxLevel() {
    return sandbox.level().wireName();
  }

  /** The attempt's right to call the model, by this account; it ends when it is closed. */
  BrokerToken admitToModel(RunLease lease, ProviderAccount account) {
    return broker.issue(
        new AttemptRef(lease.key().runId().toString(), lease.key().epoch()),
        limits(lease),
        budgets.of(lease),
        account);
  }

  /**
   * Starts Claude Code for the run; its lines go to {@code output}.
   *
   * @param secrets by the names of their variables
   * @param token by which it calls the model; revoked by who asked for it, when this has ended
   */
  Launched launch(RunLease lease, Map<String, String> secrets, BrokerToken token, LineSink output)
      throws LaunchFailed {
    var name = lease.key().runId() + "-" + lease.key().epoch();
    var taken = new ArrayDeque<AutoCloseable>();
    try {
      RunUser user = keep(taken, users.lend());
      JobDirectory directory = keep(taken, jobs.create(name, user));
      var host = directory.paths(jobs.socketDirectory(), claude);
      var inside = sandbox.inside(host);
      var site =
          new CliSite(
              inside.cliBinary().toString(),
              inside.home().toString(),
              inside.temporary().toString(),
              settings.path(),
              inside.socketDirectory().resolve(broker.socket().getFileName()).toString(),
              token.value(),
              UUID.randomUUID(),
              user.uid().isEmpty() && sandbox.level() == SandboxLevel.PLAIN && isRoot(),
              new CliSite.Patience(settings.providerRetries(), settings.providerTimeout()));
      var command = CliCommand.of(lease.spec(), secrets, site);
      Child child =
          keep(
              taken,
              processes.launch(
                  sandbox.wrap(new SandboxRequest(name, user, host, command.argv(), command.env())),
                  output));
      return new Launched(child, inside.workspace(), taken);
    } catch (LaunchFailed | RuntimeException e) {
      giveBack(taken);
      throw e;
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static BrokerLimits limits(RunLease lease) {
    var maxCost = lease.spec().limits().maxCostUsd();
    return maxCost == null ? BrokerLimits.none() : BrokerLimits.ofCost(maxCost);
  }

  private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> taken, T resource) {
    taken.push(resource);
    return resource;
  }

  /** Everything is tried, whatever fails; the first failure is told, with the others attached. */
  private static void giveBack(Deque<AutoCloseable> taken) {
    var failed = new IllegalStateException("Not all that an attempt had could be taken back");
    while (!taken.isEmpty()) {
      try {
        taken.pop().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  /**
   * What was launched; closing it ends the child and all it started, and deletes the directories.
   */
  record Launched(Child child, Path workspace, Deque<AutoCloseable> taken)
      implements AutoCloseable {

    String workspaceJson() {
      return JSON.createObjectNode()
          .put("kind", "empty")
          .put("path", workspace.toString())
          .toString();
    }

    @Override
    public void close() {
      giveBack(taken);
    }
  }
}
