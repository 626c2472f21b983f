-- [jooq ignore start]

-- The smallest UUIDv7 of a moment: 48 bits of milliseconds since 1970, then zeros.
create function uuidv7_floor(moment timestamptz) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Makes the partition of this month and of the given number of months after it; answers how many were new.
-- The very first one also holds everything older, so that no id is ever without a place.
create function ensure_run_event_partitions(months_ahead integer) returns integer
  language plpgsql as $$
declare
  first_month constant timestamptz := date_trunc('month', now(), 'UTC');
  month_start timestamptz;
  partition_name text;
  lower_bound text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_run_event_partitions'));
  for i in 0..months_ahead loop
    month_start := date_add(first_month, make_interval(months => i), 'UTC');
    partition_name := 'run_event_' || to_char(month_start at time zone 'UTC', 'YYYY_MM');
    continue when to_regclass(partition_name) is not null;
    if exists (select from pg_inherits where inhparent = 'run_event'::regclass) then
      lower_bound := quote_literal(uuidv7_floor(month_start));
    else
      lower_bound := 'minvalue';
    end if;
    execute format(
      'create table %I partition of run_event for values from (%s) to (%L)',
      partition_name, lower_bound,
      uuidv7_floor(date_add(month_start, interval '1 month', 'UTC')));
    made := made + 1;
  end loop;
  return made;
end
$$;

select ensure_run_event_partitions(2);

-- Envelopes are JSON texts that compress well, and lz4 costs a fraction of the default's time.
-- A PostgreSQL built without lz4 keeps its default.
do $$
begin
  alter table run_event alter column json set compression lz4;
  alter table run alter column spec set compression lz4;
exception when feature_not_supported then
  raise notice 'this PostgreSQL has no lz4; texts are compressed with its default';
end
$$;

-- [jooq ignore stop]
