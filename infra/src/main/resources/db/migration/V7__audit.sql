-- Who did what, one chain for each team: every entry holds the hash of the one before it.
create table audit_log (
  team_id  uuid not null,
  seq      bigint not null,
  -- The entry as it is exported, byte for byte.
  json     text not null,
  -- SHA-256 of json.
  hash     bytea not null,
  -- To be looked for; made from the entry, so that they cannot say anything else. The time is a text of fixed width.
  at       text /* [jooq ignore start] */ generated always as (json::jsonb ->> 'at') stored /* [jooq ignore stop] */,
  actor    text /* [jooq ignore start] */ generated always as (json::jsonb ->> 'actor') stored /* [jooq ignore stop] */,
  action   text /* [jooq ignore start] */ generated always as (json::jsonb ->> 'action') stored /* [jooq ignore stop] */,
  target   text /* [jooq ignore start] */ generated always as (json::jsonb ->> 'target') stored /* [jooq ignore stop] */,
  primary key (team_id, seq)
);

-- The last link of each chain: locked by whoever adds the next one.
create table audit_head (
  team_id  uuid primary key,
  seq      bigint not null,
  hash     bytea not null
);

-- [jooq ignore start]
create index audit_by_actor on audit_log (team_id, actor, seq);
create index audit_by_target on audit_log (team_id, target, seq);

-- Against mistakes and against whoever has only the service's own rights; the chain is against those who have more.
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only ever added to' using errcode = 'restrict_violation';
end
$$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function audit_is_append_only();
-- [jooq ignore stop]
