// A process of its own that takes a data folder's lock, says so in a line, and lets go when told to.
import { appendFileSync } from "node:fs";
import { once } from "node:events";
import { lockDataFolder } from "../data-folder-lock.ts";

type Wish = { dataDir: string; waitMs: number; describe: string; diary?: string };

const wish = JSON.parse(process.argv[2] ?? "{}") as Wish;
const say = (answer: Record<string, unknown>) => console.log(JSON.stringify(answer));

try {
  const lock = await lockDataFolder({ ...wish, signal: AbortSignal.timeout(30_000) });
  if (wish.diary !== undefined) appendFileSync(wish.diary, `in ${process.pid}\n`);
  say({ held: true });
  await once(process.stdin, "data");
  if (wish.diary !== undefined) appendFileSync(wish.diary, `out ${process.pid}\n`);
  await lock.release();
  say({ released: true });
} catch (error) {
  say({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
process.exit();
