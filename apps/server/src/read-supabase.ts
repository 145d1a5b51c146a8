import type { Variables } from "./read-variables.ts";

/** A Supabase project: people sign in there, pictures lie there. */
export type SupabaseConfig = {
  /** Without a path. */
  url: string;
  /** For browsers: `sb_publishable_…`, or the legacy key of the role anon. */
  publishableKey: string;
  /** For this server alone: `sb_secret_…`, or the legacy key of the role service_role. */
  secretKey: string;
  /** Only of projects that still sign with a shared secret. */
  jwtSecret: string | undefined;
};

const where = "In the Supabase dashboard open Project Settings, API Keys";

/** Reads the project's address and keys, under both generations of names; undefined where SUPABASE_URL is not set. */
export function readSupabase(read: Variables): SupabaseConfig | undefined {
  const url = read.address("SUPABASE_URL", ["https:", "http:"], "https://abcdefgh.supabase.co");
  const publishable = firstOf(read, ["SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"]);
  const secret = firstOf(read, ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"]);
  const jwtSecret = read.text("SUPABASE_JWT_SECRET");
  if (!url) return undefined;
  if (!read.text("DATABASE_URL"))
    read.refuse(
      "DATABASE_URL",
      "SUPABASE_URL is set, so the database's address is needed too. In the Supabase dashboard press Connect, choose the session pooler (port 5432) or the direct connection, and copy that connection string with your database password in it.",
    );
  if (!publishable.value)
    read.refuse(
      publishable.variable,
      `SUPABASE_URL is set, so people sign in there, for which their browsers need the publishable key. ${where}, and copy it.`,
    );
  else if (roleOf(publishable.value) === null)
    read.refuse(
      publishable.variable,
      "This is none of a project's keys, and it would be sent to every browser. Set the publishable one (sb_publishable_…, or the legacy anon key).",
    );
  else if (roleOf(publishable.value) !== "anon")
    read.refuse(
      publishable.variable,
      "This is a secret key, and it would be sent to every browser. Set the publishable one (sb_publishable_…, or the legacy anon key) here.",
    );
  if (!secret.value)
    read.refuse(
      secret.variable,
      `SUPABASE_URL is set, so pictures are stored there, for which this server needs the secret key. ${where}, and copy it.`,
    );
  else if (roleOf(secret.value) !== "service_role")
    read.refuse(
      secret.variable,
      "This key may not write pictures. Set the secret one (sb_secret_…, or the legacy service_role key) here.",
    );
  return {
    url: url.origin,
    publishableKey: publishable.value ?? "",
    secretKey: secret.value ?? "",
    jwtSecret,
  };
}

/** What is set under the first of these names that is set at all. */
function firstOf(read: Variables, names: readonly [string, ...string[]]) {
  const given = names.map((variable) => ({ variable, value: read.text(variable) }));
  return given.find(({ value }) => value !== undefined) ?? { variable: names[0], value: undefined };
}

/** Whose key it is by its look: the new ones tell it, the legacy ones are tokens that name their role. */
function roleOf(key: string): "anon" | "service_role" | null {
  if (key.startsWith("sb_publishable_")) return "anon";
  if (key.startsWith("sb_secret_")) return "service_role";
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(key.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    const role = typeof claims === "object" && claims !== null && "role" in claims && claims.role;
    return role === "anon" || role === "service_role" ? role : null;
  } catch {
    return null;
  }
}
