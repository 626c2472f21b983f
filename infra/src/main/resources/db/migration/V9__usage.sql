-- What runs have used, for reports: written once by the transaction that ends an attempt, and never changed.
-- Each attempt has a row of its own, and one more for each model that it used. Attempts that ended before are not in it.
create table usage_entry (
  team_id                      uuid not null,
  run_id                       uuid not null,
  attempt                      integer not null,
  -- As the provider named it; empty: the attempt's own row, which holds what belongs to no model.
  model                        varchar(200) not null,
  -- When the attempt ended, and on which day of UTC that was.
  ended_at                     timestamptz not null,
  day                          date not null,
  -- The run's, copied: a report reads no other table.
  key_id                       uuid,
  user_id                      uuid,
  labels                       jsonb not null default '{}',
  -- How long Claude Code ran; only in the attempt's own row, so that a sum counts it once.
  run_ms                       bigint,
  input_tokens                 bigint not null,
  output_tokens                bigint not null,
  cache_read_input_tokens      bigint not null,
  cache_creation_input_tokens  bigint not null,
  -- Of a model: null when it has no known price. Of the attempt itself: what a lost worker said last that it had used, else null.
  cost_usd                     numeric(20, 8),
  -- Whether cost_usd is all there is to pay for what this row stands for.
  cost_known                   boolean not null,
  primary key (team_id, run_id, attempt, model)
);

-- [jooq ignore start]
create index usage_of_team on usage_entry (team_id, day);
-- Of the installation: rows come in the order of their days, so ranges of pages are all that has to be noted.
create index usage_of_all on usage_entry using brin (day);
-- [jooq ignore stop]
