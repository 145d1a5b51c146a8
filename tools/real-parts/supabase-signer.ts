import { mkdtemp, readFile, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSupabase } from "./run-supabase.ts";

/** A key as Supabase's command line writes it: the private one, as JWK. */
export type MadeKey = Record<string, unknown> & { kid: string; alg: string };

/** `kid` names the key, `exp` a moment in ISO 8601. */
type Wish = { sub: string; kid: string; claims: object; role?: string; exp?: string };

/** What only its owner may know of a key, and which verbs are its own. */
const privateParts = new Set(["d", "p", "q", "dp", "dq", "qi", "key_ops", "ext"]);

/** Makes keys and tokens with Supabase's own command line: nobody here wrote them. */
export async function openSupabaseSigner() {
  const workdir = await mkdtemp(join(tmpdir(), "bunch-signer-"));
  await mkdir(join(workdir, "supabase"));
  const keysFile = join(workdir, "supabase", "signing_keys.json");
  await writeFile(keysFile, "[]");
  await writeFile(
    join(workdir, "supabase", "config.toml"),
    'project_id = "signer"\n[auth]\nsigning_keys_path = "./signing_keys.json"\n',
  );
  const keys = async () => JSON.parse(await readFile(keysFile, "utf8")) as MadeKey[];
  const run = async (args: string[], typed?: string) => {
    const ran = await runSupabase(args, { workdir, ...(typed !== undefined && { typed }) });
    if (ran.code !== 0) throw new Error(`supabase ${args.join(" ")}: ${ran.said}${ran.alsoSaid}`);
    return ran.said.trim();
  };
  return {
    makeKey: async (algorithm: "ES256" | "RS256"): Promise<MadeKey> => {
      await run(["gen", "signing-key", "--algorithm", algorithm, "--append", "--yes"]);
      const made = (await keys()).at(-1);
      if (!made) throw new Error("No key was made.");
      return made;
    },
    /** A token of an hour for a person, with these claims besides. */
    token: ({ sub, kid, claims, role = "authenticated", exp }: Wish) => {
      const until = exp === undefined ? ["--valid-for", "1h"] : ["--exp", exp];
      const whose = ["--role", role, "--sub", sub, "--payload", JSON.stringify(claims)];
      return run(["gen", "bearer-jwt", ...whose, ...until], `${kid}\n`);
    },
    close: () => rm(workdir, { recursive: true, force: true }),
  };
}

/** The half of a key that everybody may see, as a project shows it. */
export function publicHalf(key: MadeKey): object {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !privateParts.has(name)));
}
