/** A part of the tree that is told what it may know. */
export type Room = {
  /** What it is called in sentences. */
  name: string;
  kind: RoomKind;
};

export type RoomKind =
  | "contracts"
  | "core"
  | "adapter ground"
  | "vendor ground"
  | "adapter"
  | "model registry"
  | "server"
  | "wiring"
  | "web ground"
  | "web calls"
  | "web ui"
  | "web feature"
  | "web page"
  | "cli"
  | "emulator"
  | "tool";

/** Where the rooms lie; the first that fits is the room, and what the brackets catch is its name. */
const places: { at: RegExp; kind: RoomKind }[] = [
  { at: /^(contracts)\//, kind: "contracts" },
  { at: /^(core)\//, kind: "core" },
  { at: /^(adapters\/files)\//, kind: "adapter ground" },
  { at: /^(adapters\/models\/(?:http|queued))\//, kind: "vendor ground" },
  { at: /^(adapters\/models\/(?:vendor|catalogue-fields))\.ts$/, kind: "vendor ground" },
  { at: /^(adapters\/models\/[^/]+)\//, kind: "adapter" },
  { at: /^(adapters\/models)\//, kind: "model registry" },
  { at: /^(adapters\/[^/]+)/, kind: "adapter" },
  { at: /^(apps\/server\/src\/wiring)\//, kind: "wiring" },
  { at: /^(apps\/server)\//, kind: "server" },
  { at: /^(apps\/web\/src\/features\/[^/]+)/, kind: "web feature" },
  { at: /^(apps\/web\/src\/ui)\//, kind: "web ui" },
  {
    at: /^(apps\/web\/src\/(?:routes|app)|apps\/web\/src\/main|apps\/web\/pieces)[/.]/,
    kind: "web page",
  },
  { at: /^(apps\/web\/src\/api)\//, kind: "web calls" },
  { at: /^(apps\/web\/e2e)\//, kind: "tool" },
  { at: /^(apps\/web)\//, kind: "web ground" },
  { at: /^(apps\/cli)\//, kind: "cli" },
  { at: /^(tools\/emulator)\//, kind: "emulator" },
  { at: /^(tools)\//, kind: "tool" },
];

type Arrow = {
  /** Besides itself, the kinds of room it may import from. */
  knows: RoomKind[];
  /** False: it stands on the language alone, no package and nothing of Node's. */
  packages: boolean;
  /** The sentence for whoever breaks it: what to do instead. */
  instead: string;
};

/** The arrows of docs/architecture.md. */
export const arrows: Record<RoomKind, Arrow> = {
  contracts: {
    knows: [],
    packages: true,
    instead: "What crosses the wire imports nothing of ours: move what it needs into contracts.",
  },
  core: {
    knows: ["contracts"],
    packages: false,
    instead:
      "The core knows contracts alone, no database, vendor, web or clock: write a port in core/src/ports and let an adapter fill it.",
  },
  "adapter ground": {
    knows: [],
    packages: true,
    instead: "What several adapters stand on knows the machine alone, nothing of ours.",
  },
  "vendor ground": {
    knows: ["contracts", "core", "vendor ground"],
    packages: true,
    instead:
      "What all vendors are spoken to with knows no vendor: let its folder hand in what differs.",
  },
  adapter: {
    knows: ["contracts", "core", "adapter ground", "vendor ground"],
    packages: true,
    instead:
      "An adapter knows core, contracts and adapters/files, never another adapter or an app: let apps/server/src/wiring/ hand over what it needs.",
  },
  "model registry": {
    knows: ["contracts", "core", "adapter", "vendor ground"],
    packages: true,
    instead: "The registry lists the vendors' folders and knows nothing above them.",
  },
  server: {
    knows: ["contracts", "core", "wiring"],
    packages: true,
    instead: "Only apps/server/src/wiring/ names an adapter: take it as a port and wire it there.",
  },
  wiring: {
    knows: ["contracts", "core", "adapter", "model registry", "server"],
    packages: true,
    instead: "The wiring joins the server to its adapters and knows no other app and no tool.",
  },
  "web ground": {
    knows: ["contracts"],
    packages: true,
    instead:
      "The web app knows contracts alone, and its ground floor neither calls, features nor pages: move what is shared down.",
  },
  "web calls": {
    knows: ["contracts", "web ground"],
    packages: true,
    instead: "What asks the server knows contracts and the ground floor, no feature and no page.",
  },
  "web ui": {
    knows: ["contracts", "web ground"],
    packages: true,
    instead: "Pieces draw and never fetch: give it plain props and let the feature hand them in.",
  },
  "web feature": {
    knows: ["contracts", "web ground", "web calls", "web ui"],
    packages: true,
    instead:
      "Features don't know each other, and know contracts alone: let them meet in src/routes.",
  },
  "web page": {
    knows: ["contracts", "web ground", "web calls", "web ui", "web feature", "web page"],
    packages: true,
    instead: "The web app knows contracts alone: whatever else it needs comes over HTTP.",
  },
  cli: {
    knows: ["contracts"],
    packages: true,
    instead: "The command line knows contracts alone: whatever else it needs comes over HTTP.",
  },
  emulator: {
    knows: [],
    packages: true,
    instead:
      "The emulator must not share our mistakes: it imports nothing of ours, not even a type.",
  },
  tool: {
    knows: [
      "contracts",
      "core",
      "adapter",
      "model registry",
      "server",
      "wiring",
      "emulator",
      "tool",
    ],
    packages: true,
    instead: "The web app is looked at from outside, through a browser.",
  },
};

/** The room a file of the repository lies in, by its path from the root; null outside all rooms. */
export function roomOf(path: string): Room | null {
  for (const { at, kind } of places) {
    const name = at.exec(path)?.[1];
    if (name !== undefined) return { name, kind };
  }
  return null;
}

/** True for tests and what only tests use. */
export function isTest(path: string): boolean {
  return /\.(test|fixture)\.tsx?$|\/(testing|test)\//.test(path);
}
