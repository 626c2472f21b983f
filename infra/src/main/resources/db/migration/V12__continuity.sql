-- What makes a session go on at any worker. The contents themselves are in the blob store; here is what refers to them.

-- What Claude Code has written into its own record of the conversation since the session's last stored one (below).
-- Only of runs in a session; gone as soon as a run ends in good order, so it says what workers that were lost had got to.
create table transcript_part (
  team_id     uuid not null,
  session_id  uuid not null,
  -- The run's number in its session, its epoch, and the part's number in that: the order of the conversation.
  number      bigint not null,
  epoch       bigint not null,
  no          integer not null,
  -- Relative to Claude Code's folder for the workspace.
  file        varchar(300) not null,
  -- Lines, each one entry as Claude Code wrote it but for masked secrets.
  entries     text not null,
  primary key (team_id, session_id, number, epoch, no)
);

-- The conversation as runs that ended in good order left it: the last one's is what the session goes on with, and what stands in
-- transcript_part comes after it. Earlier ones are there for forks, for as long as the workspace of their run's end is.
create table session_conversation (
  team_id        uuid not null,
  session_id     uuid not null,
  -- The number in the session of the run that left it; 0: the session began with it.
  number         bigint not null,
  -- Which run left it.
  run_id         uuid not null,
  -- The id that Claude Code knows it by, which is the name of its file.
  conversation   uuid not null,
  blob_key       varchar(300) not null,
  sha256         varchar(64) not null,
  bytes          bigint not null,
  -- A ZIP of what its sub-agents wrote; null: there were none.
  agents_key     varchar(300),
  agents_sha256  varchar(64),
  agents_bytes   bigint,
  created_at     timestamptz not null default now(),
  primary key (team_id, session_id, number)
);

-- The workspace: a full archive and what has changed since, in order. The current chain begins at the last full one.
create table session_snapshot (
  team_id     uuid not null,
  session_id  uuid not null,
  no          bigint not null,
  run_id      uuid not null,
  epoch       bigint not null,
  -- full, incremental, or baseline: what the patch of the session is made against, of which there is one.
  kind        varchar(20) not null,
  -- The number of the full one that its chain begins with; its own of a full one.
  base        bigint not null,
  -- Whether it was taken when its run had ended.
  at_end      boolean not null,
  -- What is known about the workspace beside its files (JSON of the worker).
  about       text not null,
  blob_key    varchar(300) not null,
  sha256      varchar(64) not null,
  bytes       bigint not null,
  created_at  timestamptz not null default now(),
  primary key (team_id, session_id, no)
);

-- What the removal of contents that nobody refers to has to find.
create index session_conversation_blob on session_conversation (team_id, blob_key);
create index session_conversation_agents on session_conversation (team_id, agents_key);
create index session_snapshot_blob on session_snapshot (team_id, blob_key);

-- [jooq ignore start]
do $$
begin
  alter table transcript_part alter column entries set compression lz4;
exception when feature_not_supported then
  raise notice 'this PostgreSQL has no lz4; texts are compressed with its default';
end
$$;
-- [jooq ignore stop]
