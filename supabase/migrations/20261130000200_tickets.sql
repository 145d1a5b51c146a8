-- Some vendors take a request, give it an id and draw later. The id is kept with the attempt, so that whoever finds the
-- attempt after a crash, on whichever machine, fetches the picture instead of paying for another. Null where a vendor answers
-- at once.
alter table public.result_attempts add column ticket text check (length(ticket) <= 1000);
