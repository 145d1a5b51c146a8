import { CannotStart } from "@bunch/core/cannot-start";
import type pg from "pg";
import { migrationFiles, namesInMigrations } from "./migration-files.ts";

/** Thrown when the database was made, or last used, by a Bunch newer than this program. */
export class NewerSchema extends CannotStart {
  override name = "NewerSchema";
}

/** What a newer migration is called that takes away what older versions need; all others only add. */
const takingAway = "contract_";

/**
 * Stops a program that is older than the database: it would read and write what it does not understand. Others may keep
 * their own migrations in the same history, so one that is not known counts only if it speaks of our tables or roles.
 * Beside newer ones on one database (`inDeploy`) an older program goes on, until something is taken away.
 */
export async function refuseNewerSchema(
  client: Pick<pg.ClientBase, "query">,
  { inDeploy }: { inDeploy: boolean },
): Promise<void> {
  const known = (await migrationFiles()).map(({ version }) => version);
  const ours = [...(await namesInMigrations()).map((name) => name.split(".")[1]), "app_[a-z]+"];
  const found = await client.query<{ version: string; name: string | null }>(
    `select version, name from supabase_migrations.schema_migrations
     where version <> all ($1) and array_to_string(statements, ' ') ~ $2
       and (not $3 or starts_with(name, $4)) order by version`,
    [known, `\\m(${ours.join("|")})\\M`, inDeploy, takingAway],
  );
  if (found.rows.length === 0) return;
  const names = found.rows.map(({ version, name }) => (name ? `${version}_${name}` : version));
  throw new NewerSchema(
    `The database was last used by a newer Bunch: this one does not know ${names.join(", ")}. Nothing was changed. Update Bunch (git pull, then npm ci) and start again, or choose another DATA_DIR or DATABASE_URL.`,
  );
}
