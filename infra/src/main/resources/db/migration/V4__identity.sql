-- People, what they may do in which team, and how they prove who they are.
create table app_user (
  id                 uuid primary key,
  -- In lower case: an address is one, however it is typed.
  email              varchar(320) not null,
  name               text not null,
  -- Argon2id in its encoded form, parameters included; null: has no password (yet).
  password_hash      text,
  -- Looks after the installation itself: workers, teams, accounts.
  operator           boolean not null default false,
  created_at         timestamptz not null default now(),
  last_signed_in_at  timestamptz,
  -- Closed since then; null: open.
  disabled_at        timestamptz
);
create unique index app_user_email on app_user (email);

create table membership (
  team_id     uuid not null references team (id),
  user_id     uuid not null references app_user (id) on delete cascade,
  -- owner, admin, member or viewer.
  role        text not null,
  created_at  timestamptz not null default now(),
  primary key (team_id, user_id)
);
create index membership_by_user on membership (user_id);

create table invitation (
  team_id      uuid not null references team (id),
  id           uuid not null,
  email        varchar(320) not null,
  role         text not null,
  -- SHA-256 of the token in the link.
  token_hash   bytea not null,
  -- Who invites.
  key_id       uuid,
  user_id      uuid,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  -- Set once.
  accepted_at  timestamptz,
  primary key (team_id, id)
);

-- Links to choose a password by; a row goes when its link was used.
create table password_link (
  token_hash  bytea not null,
  user_id     uuid not null references app_user (id) on delete cascade,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);

-- A browser that is signed in. No team: the person may have several, and says with each request which one is meant.
create table web_session (
  -- SHA-256 of the token in the cookie.
  hash          bytea not null,
  user_id       uuid not null references app_user (id) on delete cascade,
  -- The team it last spoke for.
  team_id       uuid,
  created_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  -- The end, however busy it is.
  expires_at    timestamptz not null,
  ip            text not null,
  user_agent    text not null
);
create index web_session_by_user on web_session (user_id, created_at);
create index web_session_end on web_session (expires_at);

-- What members and keys of the team may ask for at most, as the API shows it.
alter table team add column policy text not null default '{}';

-- Whose key it is; null: a service's, which belongs to the team alone.
alter table api_key add column user_id uuid;
-- Names of scopes with spaces between them; a star for all that its owner has.
alter table api_key add column scopes text not null default '*';
-- Networks it may come from, with spaces between them; empty: from anywhere.
alter table api_key add column allowed_ips text not null default '';
alter table api_key add column max_permission_mode text;
-- What it was before it was rotated, which is good for a while longer.
alter table api_key add column previous_hash bytea;
alter table api_key add column previous_until timestamptz;
create index api_key_by_user on api_key (user_id);
-- [jooq ignore start]
create unique index api_key_previous_hash on api_key (previous_hash) where previous_hash is not null;
create unique index invitation_token on invitation (token_hash);
create unique index password_link_token on password_link (token_hash);
create unique index web_session_hash on web_session (hash);
-- [jooq ignore stop]

-- Who made it: the key, the person, or the person by means of the key.
alter table run rename column created_by to key_id;
alter table run alter column key_id drop not null;
alter table run add column user_id uuid;
alter table run_control rename column created_by to key_id;
alter table run_control alter column key_id drop not null;
alter table run_control add column user_id uuid;
