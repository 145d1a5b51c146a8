import { existsSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "@bunch/core/cannot-start";
import type { Config } from "../config.ts";
import { openAdminRoles } from "../wiring/admin-roles.ts";
import { localUserId, openDatabase } from "../wiring/database.ts";
import { begin } from "./begin.ts";

type Roles = ReturnType<typeof openAdminRoles>;
type Wish = { verb: "list" } | { verb: "grant" | "revoke"; who: string };

const usage =
  "Say one of: npm run admin -- grant you@example.com, npm run admin -- revoke you@example.com, npm run admin -- list. An id does in place of an e-mail.";

/** `npm run admin`: who is an admin, given or taken by whoever has the database, while everything runs. */
await begin(
  async (begun, opened) => {
    const { config, end } = begun;
    const wish = wishOf(process.argv.slice(2));
    if (!config.databaseUrl && !existsSync(join(config.dataDir, "postgres")))
      throw new CannotStart(
        `There is nobody yet: ${config.dataDir} holds no database. Set DATA_DIR to the folder that your server uses.`,
      );
    const { log } = begun.logFor("server");
    const database = await openDatabase(config, log, end.stop);
    opened.defer(() => database.stop());
    const roles = openAdminRoles({ connectionString: database.connectionString, log });
    opened.defer(() => roles.close());
    for (const sentence of await carryOut(roles, wish, config))
      process.stdout.write(`${sentence}\n`);
  },
  "migrate",
  "Nothing was changed.",
);

function wishOf([verb, who, ...rest]: string[]): Wish {
  if (verb === "list" && who === undefined) return { verb };
  if ((verb === "grant" || verb === "revoke") && who !== undefined && rest.length === 0)
    return { verb, who: who.trim() };
  throw new CannotStart(usage);
}

async function carryOut(roles: Roles, wish: Wish, config: Config): Promise<string[]> {
  if (wish.verb === "list") {
    const admins = await roles.list();
    return admins.length === 0 ? ["Nobody is an admin."] : admins.map(nameOf);
  }
  const [person, ...others] = await roles.candidates(wish.who);
  if (!person) throw new CannotStart(unknown(wish.who, config));
  if (others.length > 0)
    throw new CannotStart(
      `Several people have the e-mail ${wish.who}. Name the one you mean by the id: ${[person, ...others].map(({ id }) => id).join(", ")}.`,
    );
  const isAdmin = wish.verb === "grant";
  const isNew = await roles.set({ userId: person.id, isAdmin });
  const state = isAdmin ? "an admin" : "no admin";
  const done = `${nameOf(person)} is ${isNew ? "now" : "already"} ${state}.`;
  const isLast = !isAdmin && isNew && (await roles.list()).length === 0;
  return isLast
    ? [done, "Nobody is an admin any more; npm run admin -- grant makes somebody one."]
    : [done];
}

function nameOf({ id, email }: { id: string; email: string | null }): string {
  return email === null ? id : `${email} (${id})`;
}

function unknown(who: string, config: Config): string {
  const signingIn =
    " People are known from their first sign-in on: let them sign in once, then run this again.";
  const local = ` Where nobody signs in there is one local user: ${localUserId}.`;
  // Sign-in may be set where the servers run and not where this is typed.
  const ways = config.supabase ? signingIn : config.databaseUrl ? signingIn + local : local;
  return `Nobody here has the e-mail or id ${who}.${ways}`;
}
