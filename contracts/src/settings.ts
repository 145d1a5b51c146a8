import { z } from "zod";

/** How people sign in, for whoever has not yet: null where this server has one local user. */
export const Settings = z
  .object({
    version: z.string(),
    sign_in: z
      .object({
        supabase_url: z.string(),
        publishable_key: z.string(),
      })
      .nullable(),
  })
  .meta({ id: "Settings" });
export type Settings = z.infer<typeof Settings>;

/** Who asks, as this server sees it. */
export const Me = z
  .object({
    id: z.uuid(),
    email: z.string().nullable(),
    by: z.enum(["local", "session", "token"]),
    scope: z.enum(["read", "run"]),
    is_admin: z.boolean(),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;
