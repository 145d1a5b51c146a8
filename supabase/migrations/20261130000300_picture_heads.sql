-- A picture that leaves says, on request, how it was made: that is written behind its head, whose length and CRC-32 stand here,
-- so that the whole's checksum is known without reading a byte of it. Null for kinds of pictures into which nothing is written,
-- and in rows of before and of servers of before: then it is counted when it is asked for, as object_crc32 is.
alter table public.workflow_batch_results
  add column object_head_bytes integer,
  add column object_head_crc32 bigint;
