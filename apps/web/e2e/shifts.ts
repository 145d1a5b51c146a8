import type { BrowserContext } from "playwright-core";

/** Below that nobody notices. */
const mostShift = 0.02;

/** What moves on the pages of a browser though nobody asked it to. */
export type Shifts = {
  /** Waits for what comes by itself and has to be read, so that it may take its room: what that moves is not counted. */
  makeRoom: (until: () => Promise<unknown>) => Promise<void>;
  /** Each page that jumps, by how much and what moved there. */
  jumps: () => Promise<string[]>;
};

/** By how much things moved, on which page, and what they were. */
type Shift = { by: number; where: string; what: string };

/** Watches all pages of a browser from their next address on. */
export async function watchShifts(context: BrowserContext): Promise<Shifts> {
  const shifts: Shift[] = [];
  let roomsMade = 0;
  // Told at once, as a page takes its own notes with it.
  await context.exposeBinding("tellShift", (_, shift: Shift) => {
    if (roomsMade === 0) shifts.push(shift);
  });
  await context.addInitScript(tellShifts);
  /** What has moved is told with the picture that shows it. */
  const allTold = async () => {
    // One that goes on to another address meanwhile has told all of the last one.
    for (const page of context.pages()) await page.evaluate(twoFrames).catch(() => undefined);
  };
  return {
    makeRoom: async (until) => {
      // What came before has not made room.
      await allTold();
      roomsMade += 1;
      await until();
      await allTold();
      roomsMade -= 1;
    },
    jumps: async () => {
      await allTold();
      return [...Map.groupBy(shifts, ({ where }) => where)].flatMap(([where, own]) => {
        const sum = own.reduce((total, { by }) => total + by, 0);
        const moved = own.map(({ by, what }) => `${by.toFixed(4)}: ${what}`);
        return sum < mostShift
          ? []
          : [[`${where} jumps by ${sum.toFixed(4)}`, ...moved].join("\n")];
      });
    },
  };
}

const twoFrames = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))),
  );

function tellShifts() {
  type Entry = PerformanceEntry & {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
  };
  const { tellShift } = window as unknown as { tellShift: (shift: Shift) => void };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      if (entry.hadRecentInput) continue;
      const what = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
        const { nodeName, className } = (node ?? {}) as Element;
        const words = node?.textContent?.trim().slice(0, 40) ?? "";
        return `${nodeName}.${className} “${words}” ${from.x},${from.y} ${from.width}×${from.height} to ${to.x},${to.y} ${to.width}×${to.height}`;
      });
      tellShift({ by: entry.value, where: location.pathname, what: what.join("; ") });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
