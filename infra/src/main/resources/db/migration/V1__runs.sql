-- Team is the first column of every key: it is the tenant, and the sharding key should one database ever be too small.
-- Times are PostgreSQL's now(): clocks of gateways and workers are never compared.
-- The comments between "jooq ignore" marks hide from the code generator what only PostgreSQL understands.

create table team (
  id          uuid primary key,
  name        text not null,
  created_at  timestamptz not null default now()
);

create table api_key (
  team_id       uuid not null references team (id),
  id            uuid not null,
  name          text not null,
  -- SHA-256 of the key; the key itself is shown once and stored nowhere.
  hash          bytea not null,
  -- Its last four digits, to tell keys apart in a list.
  hint          text not null,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  primary key (team_id, id)
);
-- [jooq ignore start]
create unique index api_key_hash on api_key (hash);
-- [jooq ignore stop]

create table run (
  team_id              uuid not null references team (id),
  id                   uuid not null,
  status               text not null,
  -- One line for people on why the status is what it is; null: nothing to say.
  status_reason        text,
  -- The whole request as accepted, with every default filled in (RunSpec as JSON).
  spec                 text not null,
  labels               jsonb not null default '{}',
  created_by           uuid not null,
  created_at           timestamptz not null default now(),
  -- Null while the run is held back; set when its bell may be rung.
  released_at          timestamptz,
  -- Raised by every claim and by the reaper: the fence of every write of an attempt.
  epoch                bigint not null default 0,
  -- Raised by every claim.
  attempt              integer not null default 0,
  -- How many workers were lost with it.
  lost_workers         integer not null default 0,
  -- The worker that holds it and until when; both null when nobody does.
  lease_owner          uuid,
  lease_until          timestamptz,
  -- The worker of the latest attempt and how strong its sandbox was; kept after the end.
  worker_id            uuid,
  sandbox_level        text,
  cancel_requested_at  timestamptz,
  cancel_reason        text,
  -- The log so far as PostgreSQL has it: number of the last event, and length and CRC-32 up to and with it.
  last_seq             bigint not null default 0,
  log_bytes            bigint not null default 0,
  log_crc32            bigint not null default 0,
  -- From here on: set once, by the transaction that ends the run (claimed_at and started_at: by the latest attempt).
  claimed_at           timestamptz,
  started_at           timestamptz,
  finished_at          timestamptz,
  failure_code         text,
  failure_message      text,
  result_text          text,
  result_structured    text,
  num_turns            integer,
  permission_denials   text,
  usage_by_model       text,
  cost_usd             numeric(18, 6),
  primary key (team_id, id)
);
-- [jooq ignore start]
-- Lists: newest first, by status and by label.
create index run_by_status on run (team_id, status, id);
create index run_by_labels on run using gin (labels jsonb_path_ops);
-- What the reaper and the relay look for; small, because ended runs are not in them.
create index run_leased on run (lease_until) where lease_until is not null;
create index run_waiting on run (team_id, id) where status = 'queued';
create index run_released on run (released_at) where status = 'queued';
-- [jooq ignore stop]

-- The log of every run, for ever. Monthly partitions by run id: a UUIDv7 begins with its time, so a run's events lie in
-- one partition, every read knows which, and a month can be dropped as a whole.
create table run_event (
  team_id  uuid not null,
  run_id   uuid not null,
  seq      bigint not null,
  attempt  integer not null,
  type     text not null,
  at       timestamptz not null,
  -- The envelope as clients get it, byte for byte; text and not jsonb, which would reorder its fields.
  json     text not null,
  primary key (team_id, run_id, seq)
) /* [jooq ignore start] */ partition by range (run_id) /* [jooq ignore stop] */;

-- One answer per Idempotency-Key, written in the transaction of what it answers.
create table idempotency_key (
  team_id       uuid not null references team (id),
  endpoint      varchar(100) not null,
  key           varchar(255) not null,
  request_hash  bytea not null,
  status        integer not null,
  location      text,
  body          text not null,
  created_at    timestamptz not null default now(),
  primary key (team_id, endpoint, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- What has to reach Kafka: written with its cause, deleted when Kafka has it.
create table outbox (
  id          uuid primary key,
  team_id     uuid not null,
  topic       text not null,
  record_key  text not null,
  payload     text not null,
  created_at  timestamptz not null default now()
);
create index outbox_age on outbox (created_at);

create table worker (
  id             uuid primary key,
  name           text not null,
  -- active, draining or gone.
  state          text not null,
  slots          integer not null,
  busy           integer not null default 0,
  cli_version    text not null,
  sandbox_level  text not null,
  model          text not null,
  started_at     timestamptz not null default now(),
  -- Renewed with the leases; a worker unseen for longer than a lease is gone.
  seen_at        timestamptz not null default now()
);

-- One leader at a time for each duty that must not be done by all gateways at once.
create table duty (
  name    varchar(100) primary key,
  holder  uuid not null,
  until   timestamptz not null
);
