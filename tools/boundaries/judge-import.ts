import { dirname, join } from "node:path/posix";
import { arrows, isTest, roomOf, type RoomKind } from "./rooms.ts";

/** Where our packages' names lead; as the `exports` of their package.json say. */
const packageFolders: Record<string, string> = {
  contracts: "contracts/src",
  core: "core/src",
  adapters: "adapters",
  server: "apps/server",
  web: "apps/web",
  cli: "apps/cli",
  emulator: "tools/emulator/src",
};

/** The path from the root that a specifier leads to, or null for a package that is not ours. */
function pathOf(from: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const [, name, rest] = /^@bunch\/([^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  const folder = packageFolders[name ?? ""];
  return folder === undefined ? null : join(folder, rest ?? "");
}

/**
 * Judges one import: null when its arrow is allowed, otherwise the sentence for whoever wrote it.
 * `from` is the importing file's path from the root, with forward slashes.
 */
export function judgeImport(from: string, specifier: string): string | null {
  const room = roomOf(from);
  if (!room) return null;
  const test = isTest(from);
  const arrow = arrows[room.kind];
  const to = pathOf(from, specifier);
  if (to === null) {
    return test || arrow.packages ? null : `${room.name} imports ${specifier}. ${arrow.instead}`;
  }
  const other = roomOf(to);
  if (!other || other.name === room.name) return null;
  if (arrow.knows.includes(other.kind)) return null;
  // A test brings real parts: the database, the emulator, another adapter. Never the other way round.
  if (test && takesRealParts.has(room.kind) && realParts.has(other.kind)) return null;
  return `${room.name} imports ${other.name}. ${arrow.instead}`;
}

const takesRealParts = new Set<RoomKind>([
  "core",
  "adapter ground",
  "adapter",
  "model registry",
  "server",
  "cli",
]);
const realParts = new Set<RoomKind>([
  "adapter",
  "vendor ground",
  "model registry",
  "emulator",
  "tool",
]);
