-- A key that somebody has remembered is a key stored, as one that comes with a batch.
create function private.audit_provider_key() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      perform private.note_audit('key.added', new.id, jsonb_build_object('vendor', new.vendor, 'name', new.name));
      return null;
    end
  $$;
revoke all on function private.audit_provider_key() from public;
create trigger audit_remembered after insert on public.provider_keys
  for each row execute function private.audit_provider_key();
