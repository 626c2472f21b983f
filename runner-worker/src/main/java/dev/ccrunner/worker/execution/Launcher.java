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
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Workbench;
import dev.ccrunner.worker.limits.Enclosure;
import dev.ccrunner.worker.limits.Enclosures;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.LineSink;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Gives an attempt all it needs on this machine, in order, and takes it back in the opposite order.
 */
final class Launcher {
  private final RunUsers users;
  private final JobRoot jobs;
  private final ModelBroker broker;
  private final Sandbox sandbox;
  private final Enclosures enclosures;
  private final Path claude;
  private final ExecutionSettings settings;
  private final RunBudgets budgets;

  Launcher(
      RunUsers users,
      JobRoot jobs,
      ModelBroker broker,
      Sandbox sandbox,
      Enclosures enclosures,
      Path claude,
      ExecutionSettings settings,
      RunBudgets budgets) {
    this.users = users;
    this.jobs = jobs;
    this.broker = broker;
    this.sandbox = sandbox;
    this.enclosures = enclosures;
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

  /** The attempt's place on this machine; closing it deletes its directories. */
  OpenJob open(RunLease lease, BooleanSupplier leaseLost) {
    var name = lease.key().runId() + "-" + lease.key().epoch();
    var taken = new ArrayDeque<AutoCloseable>();
    try {
      RunUser user = keep(taken, users.lend());
      JobDirectory directory = keep(taken, jobs.create(name, user));
      var host = directory.paths(jobs.socketDirectory(), claude);
      var machine = lease.spec().limits().machine();
      // After the directory, to be closed before it: nothing writes there then.
      Enclosure enclosure = keep(taken, enclosures.create(name, user, directory, machine));
      var bench =
          new Workbench(
              name, user, host, sandbox, enclosure.processes(), settings.path(), leaseLost);
      var job = new Job(lease, name, user, directory, sandbox, host, bench);
      return new OpenJob(job, enclosure, taken);
    } catch (RuntimeException e) {
      giveBack(taken);
      throw e;
    }
  }

  /** A job and what it holds. */
  record OpenJob(Job job, Enclosure enclosure, Deque<AutoCloseable> taken)
      implements AutoCloseable {
    @Override
    public void close() {
      giveBack(taken);
    }
  }

  /**
   * Starts Claude Code for the run; its lines go to {@code output}. Closing it ends it and all that
   * it started.
   *
   * @param secrets by the names of their variables
   * @param token by which it calls the model; revoked by who asked for it, when this has ended
   */
  Child launch(
      OpenJob open,
      PreparedWorkspace workspace,
      Continued continued,
      Map<String, String> secrets,
      BrokerToken token,
      LineSink output)
      throws LaunchFailed {
    var job = open.job();
    var inside = job.inside();
    var user = job.user();
    var site =
        new CliSite(
            inside.cliBinary().toString(),
            inside.home().toString(),
            inside.temporary().toString(),
            settings.path(),
            inside.socketDirectory().resolve(broker.socket().getFileName()).toString(),
            token.value(),
            continued.conversation(),
            continued.resumed(),
            user.uid().isEmpty() && sandbox.level() == SandboxLevel.PLAIN && isRoot(),
            new CliSite.Patience(settings.providerRetries(), settings.providerTimeout()));
    var command = CliCommand.of(job.lease().spec(), secrets, site);
    return open.enclosure()
        .processes()
        .launch(
            sandbox.wrap(
                new SandboxRequest(
                    job.name(),
                    user,
                    job.host(),
                    command.argv(),
                    command.env(),
                    workspace.folder(),
                    SandboxRequest.Part.AGENT,
                    List.of())),
            output);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static BrokerLimits limits(RunLease lease) {
    var maxCost = lease.spec().limits().maxCostUsd();
    if (maxCost == null) {
      return BrokerLimits.none();
    }
    // The limit is the run's: what earlier attempts have used of it is gone.
    var usedBefore = Objects.requireNonNullElse(lease.usedBefore().costUsd(), BigDecimal.ZERO);
    return BrokerLimits.ofCost(maxCost.subtract(usedBefore).max(BigDecimal.ZERO));
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
}
