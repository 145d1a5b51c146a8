import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import type { Moved } from "./wiring/moving.ts";

/** What whoever has moved is told: what was moved, what to set where it runs now, how to go back. Names no secret. */
export function farewellOf(
  moved: Moved,
  to: {
    target: Config & { databaseUrl: string };
    picturesFolder: string | null;
    ownerId: string | null;
  },
): string[] {
  const { target } = to;
  return [
    `Moved: ${moved.rows} rows of ${moved.tables} tables; ${moved.pictures} pictures and ${moved.copies} smaller copies ${whereOf(to)}. Each was read back and compared.`,
    ...settledBefore(moved),
    ...lostBefore(moved),
    ...(to.ownerId === null ? [] : [`All of it belongs to ${to.ownerId} there.`]),
    ...(moved.shut === 0
      ? []
      : [
          `${moved.shut} stored API keys did not open here either; their batches ask for the key once more.`,
        ]),
    "",
    "Set this for every server and worker (.env), then start them with npm run server and npm run worker:",
    `  DATABASE_URL=${withoutPassword(target.databaseUrl)}`,
    ...keyLines(target).map((line) => `  ${line}`),
    ...(to.picturesFolder === null
      ? []
      : [
          `  (and see that ${to.picturesFolder} is the folder "pictures" in the DATA_DIR of each, by a mount or a link)`,
        ]),
    "",
    `${target.dataDir} keeps its database and its pictures as they were. The note ${join(target.dataDir, "moved-away")} stops whoever would draw from that database, as everything would be paid twice.`,
    "To go back: stop all that runs on the server, delete that note, take those lines out again, npm start. What was drawn there meanwhile stays there.",
  ];
}

function whereOf({ target, picturesFolder }: Parameters<typeof farewellOf>[1]): string {
  if (target.supabase) return `to the bucket ${target.storage.bucket} at ${target.supabase.url}`;
  return picturesFolder === null ? `stay in ${target.dataDir}` : `to ${picturesFolder}`;
}

function settledBefore({ recovered, doubts }: Moved): string[] {
  if (recovered + doubts === 0) return [];
  return [
    `Before that, what a stopped server had left was settled: ${recovered} answers were in the spool, ${doubts} calls have none and are shown as possible cost.`,
  ];
}

function lostBefore({ missing, damaged }: Moved): string[] {
  const lost = [...missing, ...damaged];
  if (lost.length === 0) return [];
  return [
    `Warning: ${lost.length} pictures were missing or damaged already (${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ", ..." : ""}).`,
  ];
}

/** A log may keep what is said here: where the key is, never the key. */
function keyLines({ encryptionKey, dataDir }: Config): string[] {
  if (encryptionKey !== undefined)
    return ["ENCRYPTION_KEY=...   (the one that is set now; without it stored API keys stay shut)"];
  const file = join(dataDir, "encryption.key");
  if (!existsSync(file)) return ["ENCRYPTION_KEY=...   (make one with: openssl rand -hex 32)"];
  const hasFormer = readFileSync(file, "utf8").trim().split("\n").length > 1;
  return [
    `ENCRYPTION_KEY=...   (the first line of ${file}: keep that file; without it stored API keys stay shut)`,
    ...(hasFormer
      ? [
          `ENCRYPTION_KEY_PREVIOUS=...   (its second line: npm run rotate-keys was not over; run it once more there)`,
        ]
      : []),
    `(this adds it without showing it:  echo "ENCRYPTION_KEY=$(head -n 1 ${file})" >> .env)`,
  ];
}

function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, "$1:<password>@");
}
