-- Sign-in by identity providers of one's own (OpenID Connect).

-- Somebody whom a provider knows, and whose account that is.
create table oidc_identity (
  issuer             varchar(500) not null,
  -- What the provider calls the person; never given to anybody else there.
  subject            varchar(255) not null,
  user_id            uuid not null references app_user (id) on delete cascade,
  created_at         timestamptz not null default now(),
  last_signed_in_at  timestamptz not null default now(),
  primary key (issuer, subject)
);
create index oidc_identity_by_user on oidc_identity (user_id);

-- A browser that was sent to a provider and has not come back yet. There is no secret in it: nonce and code verifier are made
-- from the cookie of that browser.
create table oidc_sign_in (
  -- SHA-256 of the state that comes back.
  state_hash    bytea not null,
  -- SHA-256 of the cookie of the browser it was begun in.
  browser_hash  bytea not null,
  provider      text not null,
  -- A path of ours, to go on to.
  return_to     text not null,
  expires_at    timestamptz not null
);
create index oidc_sign_in_end on oidc_sign_in (expires_at);
-- [jooq ignore start]
create unique index oidc_sign_in_state on oidc_sign_in (state_hash);
-- [jooq ignore stop]

-- The issuer whose groups give this membership, and may change and take it; null: somebody gave it by hand.
alter table membership add column issuer varchar(500);

-- Whom a team has been offered to because of the domain of the address: it happens once, so that who is taken out stays out.
create table domain_join (
  team_id     uuid not null references team (id),
  user_id     uuid not null references app_user (id) on delete cascade,
  created_at  timestamptz not null default now(),
  primary key (team_id, user_id)
);
