-- What a team keeps secret. Values are sealed; who has this table and not the keys has nothing.
create table secret (
  team_id      uuid not null references team (id),
  id           uuid not null,
  name         varchar(100) not null,
  -- env, git, mcp or provider; chosen once.
  kind         varchar(20) not null,
  -- What it is used for, as JSON: the text itself is sealed in, so it is stored as it was written.
  purpose      text not null,
  description  text,
  -- The last characters of a long value, by which its owner tells it from others.
  hint         varchar(8),
  -- Whether it is long enough to be masked in what runs put out.
  masked       boolean not null,
  -- Counts every change; each version has a data key of its own.
  version      integer not null,
  -- Which key-encryption key wraps the data key. Only this and wrapped_key change when keys are rotated.
  kek_version  integer not null,
  wrapped_key  bytea not null,
  -- AES-256-GCM over the secret parts, bound to team, id, version, name, kind and purpose.
  sealed       bytea not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  -- When a run last got it, to the minute.
  last_used_at timestamptz,
  primary key (team_id, id),
  unique (team_id, name)
);
create index secret_kek on secret (kek_version);

-- The account at a model provider that runs of the team use when they name none; null: the deployment's.
alter table team add column default_provider_secret uuid;

-- [jooq ignore start]
alter table team add constraint team_default_provider
  foreign key (id, default_provider_secret) references secret (team_id, id)
  on delete set null (default_provider_secret);
-- [jooq ignore stop]
