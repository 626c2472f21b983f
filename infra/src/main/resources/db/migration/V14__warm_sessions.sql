-- Until when the worker that ended the run (worker_id) means to keep its Claude Code for the session's next run. A hint for whoever hears of that run; null: it is not kept.
alter table run add column warm_until timestamptz;
