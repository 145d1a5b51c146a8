import { CannotStart } from "@bunch/core/cannot-start";

const whereItStands =
  "In the Supabase dashboard, Project Settings, API keys, copy a secret key (sb_secret_…) or the legacy service_role key, and give it as SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY.";

/**
 * The headers that a service key goes in: a legacy service_role JWT in both, a secret key in `apikey` alone, as it is no
 * JWT. Throws CannotStart at a key that cannot write, whose use would show only when a paid picture is to be stored.
 */
export function headersOfKey(serviceKey: string): Record<string, string> {
  if (/[^\x21-\x7e]/.test(serviceKey) || serviceKey === "")
    throw new CannotStart(
      `The Supabase service key is empty or has odd characters. ${whereItStands}`,
    );
  if (serviceKey.startsWith("sb_publishable_"))
    throw new CannotStart(
      `The Supabase service key given is the publishable one. ${whereItStands}`,
    );
  if (serviceKey.startsWith("sb_")) return { apikey: serviceKey };
  const role = roleIn(serviceKey);
  if (role !== null && role !== "service_role")
    throw new CannotStart(
      `The Supabase service key given has the role "${role}", which may not store pictures. ${whereItStands}`,
    );
  return { apikey: serviceKey, authorization: `Bearer ${serviceKey}` };
}

/** The role that a JWT claims; null where it is none, or claims none: the server will say. */
function roleIn(key: string): string | null {
  try {
    const payload = Buffer.from(key.split(".")[1] ?? "", "base64url").toString("utf8");
    const { role } = JSON.parse(payload) as { role?: unknown };
    return typeof role === "string" ? role : null;
  } catch {
    return null;
  }
}
