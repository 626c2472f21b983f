package dev.ccrunner.gateway.submission;

import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.infra.redis.LiveLog;
import dev.ccrunner.run.RunId;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.WorkerId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes a cancellation or a message quick once PostgreSQL has it: tells the worker that holds the
 * run, or those who watch a run that nobody held. What is lost here arrives anyway, with the next
 * renewal of the lease, or with the next look of the stream into PostgreSQL; so nobody waits for
 * it.
 */
@Component
class CancelSignals {
  private static final Logger log = LoggerFactory.getLogger(CancelSignals.class);

  private final ControlChannel control;
  private final LiveLog live;

  CancelSignals(ControlChannel control, LiveLog live) {
    this.control = control;
    this.live = live;
  }

  void send(RunId run, Cancellation cancellation) {
    switch (cancellation) {
      case Cancellation.Requested(var worker) ->
          note(control.send(worker, new ControlMessage(ControlMessage.Action.CANCEL, run)), run);
      case Cancellation.Done(var terminal, var epoch) ->
          note(live.append(run, epoch, List.of(terminal)), run);
      case Cancellation.TooLate _, Cancellation.Unknown _ -> {
        // There is nothing to tell.
      }
    }
  }

  /** Tells the worker that holds the run to look what is said to it. */
  void steer(RunId run, WorkerId worker) {
    note(control.send(worker, new ControlMessage(ControlMessage.Action.CONTROL, run)), run);
  }

  private static void note(CompletionStage<?> sent, RunId run) {
    var _ =
        sent.whenComplete((_, failure) -> {
          if (failure != null) {
            log.debug("What is wanted of {} goes the slow way", run, failure);
          }
        });
  }
}
