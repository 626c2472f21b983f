-- A session: runs that go on with one conversation, one after the other.
create table session (
  team_id            uuid not null references team (id),
  id                 uuid not null,
  -- Null: it was given none.
  name               text,
  -- The name in small letters, to be searched for; empty without one.
  search_name        text not null,
  labels             jsonb not null default '{}',
  -- Who made it.
  key_id             uuid,
  user_id            uuid,
  created_at         timestamptz not null default now(),
  -- When it was last changed, was given a run, or had one end.
  updated_at         timestamptz not null default now(),
  -- Raised by every change that a client makes; what If-Match compares.
  version            integer not null default 1,
  -- It takes no more runs, and is not in the list unless asked for.
  archived_at        timestamptz,
  -- It is gone for clients; the row goes when its last run has ended.
  deleted_at         timestamptz,
  -- How long it is kept after it was last used, and until when that is now.
  keep_seconds       bigint not null,
  expires_at         timestamptz not null,
  -- The id of Claude Code's own conversation: fixed, so that whoever starts it says the same.
  claude_session     uuid not null,
  -- What the directory of its first run is made of (WorkspaceSpec as JSON); the others find what was left to them.
  workspace          text not null,
  -- What it began from: another session, up to the run; or a run that belonged to none. Null: nothing.
  origin_session_id  uuid,
  origin_run_id      uuid,
  -- How many runs it was given: the number of the last one. Taken with the row's lock, so numbers have no holes.
  run_count          bigint not null default 0,
  last_run_id        uuid,
  -- The number of the run whose turn it is: of the first that has not ended, or else of the next one to come.
  current_number     bigint not null default 1,
  primary key (team_id, id)
);

-- Which contents of files a session's working directory is made of: they stay as long as it does, whatever becomes of the files.
create table session_file (
  team_id     uuid not null,
  session_id  uuid not null,
  blob_key    varchar(300) not null,
  primary key (team_id, session_id, blob_key),
  foreign key (team_id, session_id) references session (team_id, id) on delete cascade
);
create index session_file_blob on session_file (team_id, blob_key);

-- What of a run in a session can be searched for, in small letters and shortened.
create table session_text (
  team_id     uuid not null,
  session_id  uuid not null,
  -- The run's number in its session.
  number      bigint not null,
  prompt      text not null,
  -- Null until it has ended with one.
  result      text,
  primary key (team_id, session_id, number),
  foreign key (team_id, session_id) references session (team_id, id) on delete cascade
);

-- The session it belongs to and its number there, from 1 on; both null when it stands alone.
alter table run add column session_id uuid;
alter table run add column session_number bigint;

-- [jooq ignore start]
create index session_by_labels on session using gin (labels jsonb_path_ops);
create index session_expiring on session (expires_at) where deleted_at is null;
create index session_deleted on session (deleted_at) where deleted_at is not null;
-- Sessions with a run that has not ended: few.
create index session_active on session (team_id, id) where current_number <= run_count;
-- The order of a session, and what of it has not ended: asked by each claim and each end of a run in a session.
create unique index run_of_session on run (team_id, session_id, session_number) where session_id is not null;
create index run_open_in_session on run (team_id, session_id, session_number)
  where session_id is not null and finished_at is null;

do $$
begin
  alter table session_text alter column prompt set compression lz4;
  alter table session_text alter column result set compression lz4;
exception when feature_not_supported then
  raise notice 'this PostgreSQL has no lz4; texts are compressed with its default';
end
$$;
-- [jooq ignore stop]
