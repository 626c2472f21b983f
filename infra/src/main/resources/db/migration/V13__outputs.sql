-- What a run has brought home, as far as it is shown with the run itself; contents are in run_output. Written by the transaction that ends the run.
-- JSON as the API shows it: base, tree, size and files of the change, branch and pull request. Null: there was no change to speak of.
alter table run add column git text;
-- JSON array as the API shows it: the checks and how they ended. Null: there were none.
alter table run add column checks text;
alter table run add column artifacts_count integer not null default 0;
