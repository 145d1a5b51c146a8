// A process of its own that starts or adopts a database, says so in a line, and leaves when told to.
import { once } from "node:events";
import { startEmbeddedPostgres } from "../start-embedded-postgres.ts";

type Wish = {
  dataDir: string;
  packageFolder?: string;
  outsideRoot?: string;
  runAs?: { uid: number; gid: number };
};

const { runAs, ...wish } = JSON.parse(process.argv[2] ?? "{}") as Wish;
// Only now, with our own code already read: it may lie where that user cannot go.
if (runAs !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(runAs.gid);
  process.setuid?.(runAs.uid);
}

const say = (answer: Record<string, unknown>) => console.log(JSON.stringify(answer));

try {
  const database = await startEmbeddedPostgres({ ...wish, signal: AbortSignal.timeout(30_000) });
  say({ adopted: database.adopted, connectionString: database.connection.connectionString });
  await once(process.stdin, "data");
  await database.stop();
  say({ stopped: true });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
}
process.exit();
