-- The bucket for pictures, where Supabase Storage is there. Anybody may read it by a picture's address, which holds its
-- content's hash; there is no policy for writing, so that only the service key does. One that is there stays as it is.
do $$
begin
  if to_regclass('storage.buckets') is not null then
    insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
    values (
      'workflow-results', 'workflow-results', true, 52428800,
      array['image/png', 'image/jpeg', 'image/webp']
    )
    on conflict do nothing;
  end if;
end $$;
