/**
 * The server's whole postgresql.conf, written anew at each start: small in memory, safe on a crash, reachable only by
 * its socket (or on Windows by loopback), and a log without any text that came from a person.
 */
export function serverSettings(input: { socketFolder: string | undefined }): string {
  const reach =
    input.socketFolder === undefined
      ? ["listen_addresses = '127.0.0.1'"]
      : [
          "listen_addresses = ''",
          `unix_socket_directories = '${quotedFolder(input.socketFolder)}'`,
          "unix_socket_permissions = 0700",
        ];
  return `${[
    "# Written by Bunch at each start; changes here are lost. Use ALTER SYSTEM as supabase_admin for your own.",
    ...reach,
    "max_connections = 100",
    "shared_buffers = 32MB",
    "work_mem = 8MB",
    "maintenance_work_mem = 32MB",
    "effective_cache_size = 256MB",
    "min_wal_size = 32MB",
    "max_wal_size = 256MB",
    "wal_level = minimal",
    "max_wal_senders = 0",
    "max_worker_processes = 4",
    "max_logical_replication_workers = 0",
    "max_parallel_workers_per_gather = 0",
    "huge_pages = off",
    "jit = off",
    "random_page_cost = 1.1",
    // Queue and heartbeat rows are rewritten all the time: clean up soon and often.
    "autovacuum_naptime = 15s",
    "fsync = on",
    "synchronous_commit = on",
    "full_page_writes = on",
    "logging_collector = off",
    "log_min_messages = warning",
    // A failed statement's text and its DETAIL can hold prompts or keys.
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
    "log_line_prefix = '%m [%p] %u '",
    "log_timezone = 'UTC'",
    "timezone = 'UTC'",
    "password_encryption = 'scram-sha-256'",
    "default_text_search_config = 'pg_catalog.english'",
    "cluster_name = 'bunch'",
  ].join("\n")}\n`;
}

/** A list element in double quotes, inside a setting in single quotes. */
function quotedFolder(folder: string): string {
  return `"${folder.replaceAll('"', '""')}"`.replaceAll("\\", "\\\\").replaceAll("'", "''");
}
