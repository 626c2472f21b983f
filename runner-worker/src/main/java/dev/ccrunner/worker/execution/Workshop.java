package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.RunControls;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.claudecode.EventLimits;
import dev.ccrunner.worker.job.Continuity;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.job.WorkspaceSource;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.prompt.Prompts;
import dev.ccrunner.worker.warm.WarmSessions;
import java.time.Clock;

/** Who works on attempts, the same for all of them. */
record Workshop(
    WorkerId self,
    Launcher launcher,
    SecretOpener secrets,
    Continuity continuity,
    WorkspaceSource workspaces,
    Prompts prompts,
    Rounds rounds,
    Harvest harvest,
    WarmSessions warm,
    LeaseKeeper keeper,
    RunLeases leases,
    RunControls controls,
    ExecutionSettings settings,
    EventLimits limits,
    Clock clock,
    Ticker ticker,
    Faults faults) {}
