package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.broker.AttemptRef;
import dev.ccrunner.worker.broker.BrokerLimits;
import dev.ccrunner.worker.broker.BrokerToken;
import dev.ccrunner.worker.broker.ModelBroker;
import dev.ccrunner.worker.broker.ProviderAccount;
import dev.ccrunner.worker.budget.RunBudgets;
import dev.ccrunner.worker.claudecode.CliCommand;
import dev.ccrunner.worker.claudecode.CliSite;
import dev.ccrunner.worker.job.Belongings;
import dev.ccrunner.worker.job.Place;
import dev.ccrunner.worker.limits.Enclosure;
import dev.ccrunner.worker.limits.Enclosures;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.LineSink;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import dev.ccrunner.worker.warm.Claude;
import dev.ccrunner.worker.warm.LaunchSignature;
import dev.ccrunner.worker.warm.TurnSink;
import dev.ccrunner.worker.warm.WarmSessions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

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
  private final WarmSessions warm;

  Launcher(
      RunUsers users,
      JobRoot jobs,
      ModelBroker broker,
      Sandbox sandbox,
      Enclosures enclosures,
      Path claude,
      ExecutionSettings settings,
      RunBudgets budgets,
      WarmSessions warm) {
    this.users = users;
    this.jobs = jobs;
    this.broker = broker;
    this.sandbox = sandbox;
    this.enclosures = enclosures;
    this.claude = claude;
    this.settings = settings;
    this.budgets = budgets;
    this.warm = warm;
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

  /** The same for a Claude Code that knows {@code value} from the run before. */
  BrokerToken admitAgain(String value, RunLease lease, ProviderAccount account) {
    return broker.issue(
        value,
        new AttemptRef(lease.key().runId().toString(), lease.key().epoch()),
        limits(lease),
        budgets.of(lease),
        account);
  }

  /** A place on this machine; giving {@code taken} back deletes its directories. */
  Place open(RunLease lease, Belongings taken) throws InterruptedException {
    var name = lease.key().runId() + "-" + lease.key().epoch();
    RunUser user = taken.keep(user());
    JobDirectory directory = taken.keep(jobs.create(name, user));
    var host = directory.paths(jobs.socketDirectory(), claude);
    var machine = lease.spec().limits().machine();
    // After the directory, to be closed before it: nothing writes there then.
    Enclosure enclosure = taken.keep(enclosures.create(name, user, directory, machine));
    return new Place(name, user, directory, sandbox, host, enclosure, settings.path());
  }

  /** An idle session is ended for it if need be: this run is here now, its next one is not. */
  private RunUser user() throws InterruptedException {
    while (true) {
      var user = users.tryLend();
      if (user.isPresent()) {
        return user.get();
      }
      if (!warm.giveOneUp()) {
        return users.lend(); // one may have come back since
      }
    }
  }

  /**
   * What Claude Code is started for.
   *
   * @param folder where, relative to the workspace
   * @param ofSession whether further runs go on with it
   * @param resumed whether it goes on with earlier ones
   * @param secrets by the names of their variables
   * @param token by which it calls the model; revoked by who asked for it
   */
  record Start(
      RunSpec spec,
      String folder,
      UUID conversation,
      boolean ofSession,
      boolean resumed,
      Map<String, String> secrets,
      String token) {
    /** The same without what differs from run to run. */
    Start anyRun() {
      return new Start(spec, folder, new UUID(0, 0), ofSession, true, secrets, "");
    }

    /** Without secrets and token. */
    @Override
    public String toString() {
      return "Start[%s, %s]".formatted(folder, conversation);
    }
  }

  /**
   * Starts Claude Code for the run; its lines go to {@code output}. Closing it ends it and all that
   * it started.
   *
   * @param place whose it is then; nothing else of a run runs there
   */
  Claude launch(Place place, Start start, LineSink output) throws LaunchFailed {
    var command = command(place, start);
    var sink = new TurnSink(output);
    var child =
        place
            .enclosure()
            .processes()
            .launch(
                sandbox.wrap(
                    new SandboxRequest(
                        place.name(),
                        place.user(),
                        place.host(),
                        command.argv(),
                        command.env(),
                        start.folder(),
                        SandboxRequest.Part.AGENT,
                        List.of())),
                sink);
    return new Claude(place, child, sink, start.token(), signature(place, start));
  }

  /** What a Claude Code has to have been started with to go on for that. */
  LaunchSignature signature(Place place, Start start) {
    return LaunchSignature.of(
        command(place, start.anyRun()), start.spec(), start.folder(), sandbox.level());
  }

  private CliCommand command(Place place, Start start) {
    var inside = sandbox.inside(place.host());
    var user = place.user();
    var site =
        new CliSite(
            inside.cliBinary().toString(),
            inside.home().toString(),
            inside.temporary().toString(),
            settings.path(),
            inside.socketDirectory().resolve(broker.socket().getFileName()).toString(),
            start.token(),
            start.conversation(),
            start.ofSession(),
            start.resumed(),
            user.uid().isEmpty() && sandbox.level() == SandboxLevel.PLAIN && isRoot(),
            new CliSite.Patience(settings.providerRetries(), settings.providerTimeout()));
    return CliCommand.of(start.spec(), start.secrets(), site);
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
}
