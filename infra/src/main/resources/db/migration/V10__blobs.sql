-- Contents in the blob store. A row is here before the content is there, and gone after it: whatever is kept is known, counted and can be removed.
create table blob (
  team_id     uuid not null,
  -- Where it is in the store: the team, files or the run and its epoch, and the content's SHA-256.
  key         varchar(300) not null,
  bytes       bigint not null,
  created_at  timestamptz not null default now(),
  -- Until then it stays, whether anything refers to it or not: what refers to it may still have to be written.
  kept_until  timestamptz not null,
  primary key (team_id, key)
);
create index blob_age on blob (kept_until);

-- How much room a team's contents take: the sum of its rows above, kept by the statements that add and remove them.
create table team_storage (
  team_id     uuid primary key,
  bytes       bigint not null
);

-- What somebody uploaded. Two files may have the same content.
create table file (
  team_id     uuid not null references team (id),
  id          uuid not null,
  name        varchar(255) not null,
  media_type  varchar(255) not null,
  blob_key    varchar(300) not null,
  sha256      varchar(64) not null,
  bytes       bigint not null,
  created_at  timestamptz not null default now(),
  -- From then on it does not exist any more; removed soon after.
  expires_at  timestamptz not null,
  primary key (team_id, id)
);
create index file_age on file (expires_at);
create index file_blob on file (team_id, blob_key);

-- Which contents of files a run needs until it has ended, whatever becomes of the files meanwhile.
create table file_use (
  team_id     uuid not null,
  run_id      uuid not null,
  blob_key    varchar(300) not null,
  primary key (team_id, run_id, blob_key)
);
create index file_use_blob on file_use (team_id, blob_key);

-- What a run has left, written by the transaction that ends the attempt.
create table run_output (
  team_id     uuid not null,
  run_id      uuid not null,
  id          uuid not null,
  -- artifact, patch, transcript, agents, workspace or baseline.
  kind        varchar(20) not null,
  -- Of an artifact: its path in the workspace. Of the others: a file name for whoever downloads it.
  name        varchar(1024) not null,
  media_type  varchar(255) not null,
  blob_key    varchar(300) not null,
  sha256      varchar(64) not null,
  bytes       bigint not null,
  created_at  timestamptz not null default now(),
  -- From then on it does not exist any more; null: as long as the installation keeps such things.
  expires_at  timestamptz,
  -- What is known about it beside its content, as JSON of whoever left it; null: nothing.
  about       text,
  primary key (team_id, run_id, id)
);
create index run_output_blob on run_output (team_id, blob_key);

-- [jooq ignore start]
create index run_output_age on run_output (expires_at) where expires_at is not null;
create index run_output_endless on run_output (created_at) where expires_at is null;
-- [jooq ignore stop]
