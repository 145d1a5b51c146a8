import type { ClusterPlace } from "./cluster-place.ts";

/** Where a running server listens; the password is Windows' alone, a private socket needs none. */
export type ServerAddress = { host: string; port: number; password: string | undefined };

/** How node-postgres reaches the database: `new pg.Pool({ connectionString })`. */
export type PostgresConnection = { connectionString: string };

/** The owner of everything in the server, as on Supabase; not for the application. */
export const superuser = "supabase_admin";

/** The role that migrations run as, as on Supabase: no superuser, but it owns the database and may create roles. */
export const ownerRole = "postgres";

/** The port that names the socket file; nothing listens on it as a port. */
export const socketPort = 5432;

/** Where this place's server listens when we start it. */
export function addressOf(place: ClusterPlace): ServerAddress {
  return { host: place.socketFolder, port: socketPort, password: undefined };
}

/** Writes an address as a connection string; port and sslmode are spelled out so that PGPORT and the like do not leak in. */
export function connectionStringFor(address: ServerAddress, role: string): string {
  const login =
    address.password === undefined ? role : `${role}:${encodeURIComponent(address.password)}`;
  const host = encodeURIComponent(address.host);
  return `postgresql://${login}@/postgres?host=${host}&port=${address.port}&sslmode=disable`;
}
