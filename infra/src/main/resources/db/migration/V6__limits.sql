-- Whose use is counted: a key, a person, or the team itself. The ids are UUIDs, so the id alone says which.

-- What a subject may use at most. Null: the installation's setting, or no bound where there is none.
create table usage_limit (
  team_id              uuid not null references team (id),
  subject_id           uuid not null,
  -- key, user or team.
  subject_kind         varchar(10) not null,
  requests_per_minute  integer,
  submits_per_minute   integer,
  queued_runs          integer,
  concurrent_runs      integer,
  updated_at           timestamptz not null default now(),
  primary key (team_id, subject_id)
);

-- What the runs of a subject may cost in a day or a month of UTC.
create table budget (
  team_id       uuid not null references team (id),
  subject_id    uuid not null,
  -- day or month.
  period        varchar(10) not null,
  subject_kind  varchar(10) not null,
  limit_usd     numeric(20, 8) not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (team_id, subject_id, period)
);

-- One budget in one period, from the first time that anything was asked of it.
create table budget_account (
  team_id       uuid not null,
  subject_id    uuid not null,
  period        varchar(10) not null,
  starts_at     timestamptz not null,
  -- What attempts that have ended cost.
  spent_usd     numeric(20, 8) not null default 0,
  -- What attempts that go on have been granted: the sum of their rows in budget_grant.
  reserved_usd  numeric(20, 8) not null default 0,
  primary key (team_id, subject_id, period, starts_at)
);

-- What the current attempt of a run has been granted by an account; gone when the attempt has ended.
create table budget_grant (
  team_id     uuid not null,
  run_id      uuid not null,
  subject_id  uuid not null,
  period      varchar(10) not null,
  starts_at   timestamptz not null,
  amount_usd  numeric(20, 8) not null,
  -- What the attempt had used when it last asked, in all its periods together.
  used_usd    numeric(20, 8) not null,
  primary key (team_id, run_id, subject_id, period, starts_at)
);

-- The limit of concurrent runs (its subject) for which the run is held back; null: it is not.
alter table run add column held_by uuid;
-- The run was held back and is called now: a place is kept for it until it is claimed.
alter table run add column place_kept boolean not null default false;

-- [jooq ignore start]
-- Whom the run counts for: its team, and whoever made it.
alter table run add column subjects uuid[] not null default '{}';
-- As JSON, since what the columns are called that say who made it is another migration's business.
update run set subjects = array_remove(
  array[team_id, (to_jsonb(run) ->> 'created_by')::uuid, (to_jsonb(run) ->> 'key_id')::uuid, (to_jsonb(run) ->> 'user_id')::uuid],
  null);

-- Runs that take a place. In it for as long as a lease; the count of a limit reads nothing else.
create index run_with_place on run (team_id) where lease_owner is not null or place_kept;
create index run_held on run (team_id, held_by, id) where status = 'queued' and held_by is not null;
-- [jooq ignore stop]
