/** The same database, reached as the superuser of the embedded server: for what only a test may do. */
export function asSuperuser(connectionString: string): string {
  return asLogin(connectionString, "supabase_admin");
}

/** The same database, reached as another login. */
export function asLogin(connectionString: string, role: string): string {
  return connectionString.replace(/^(postgres(?:ql)?:\/\/)[^:@/]+/, `$1${role}`);
}
