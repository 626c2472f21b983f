-- What is said to a run that is not over: messages into its conversation, and the wish to end its turn.
create table run_control (
  team_id     uuid not null,
  run_id      uuid not null,
  id          uuid not null,
  -- message or interrupt.
  kind        text not null,
  -- The words of a message.
  body        text,
  created_by  uuid not null,
  -- Taken while the run's row is locked, so the controls of a run are in the order in which they were accepted.
  created_at  timestamptz not null,
  -- When the worker that holds the run took it; null again when the run begins anew.
  taken_at    timestamptz,
  primary key (team_id, run_id, id)
);

-- A run that is still queued then, and was never claimed, has expired.
alter table run add column expires_at timestamptz;

-- Set once: a worker that drains takes no more runs for as long as it lives.
alter table worker add column drain_requested_at timestamptz;

-- [jooq ignore start]
-- Each renewal of a lease asks whether there is anything for its run: nearly always there is not.
create index run_control_untaken on run_control (team_id, run_id) where taken_at is null;
create index run_expiring on run (expires_at) where status = 'queued' and expires_at is not null;
-- [jooq ignore stop]
