import type { Clock } from "../ports/clock.ts";
import type { LaidCatalogue } from "../ports/laid-catalogue.ts";
import type { Log } from "../ports/log.ts";
import type { ModelChanges } from "../ports/model-changes.ts";

type CatalogueDoors = {
  catalogue: LaidCatalogue;
  modelChanges: ModelChanges;
  log: Log;
};

/** How long a change that another process took may go unnoticed by who does not ask. */
const everyMs = 2000;
/** Whoever asks for prices waits no longer than this for a database that does not answer. */
const patienceMs = 2000;
const mostMs = 30_000;

/** Lays what is stored over the catalogue. What does not fit any more is told and stops nothing. */
async function layStored({ catalogue, modelChanges, log }: CatalogueDoors): Promise<void> {
  const before = new Set(catalogue.misfits.map(({ problem }) => problem));
  for (const { id, problem } of catalogue.lay(await modelChanges.all()))
    if (!before.has(problem))
      log.warn(
        { model: id, problem },
        "A change of the catalogue does not fit this version and is left out. Undo it or mend it on the page of the models.",
      );
}

export type CatalogueKeeper = {
  /** Lays what any process changed until this is asked; rejects where that cannot be read. */
  lay: () => Promise<void>;
  /** The same for whoever wants prices: never rejects, and leaves for later what cannot be read soon. */
  takeUp: () => Promise<void>;
  /** The same every few seconds, until the signal aborts. */
  keep: (input: { signal: AbortSignal }) => Promise<void>;
};

/** Holds the catalogue of this process to what is stored. */
export function createCatalogueKeeper(doors: CatalogueDoors & { clock: Clock }): CatalogueKeeper {
  const { clock, log, modelChanges } = doors;
  let seen: string | null = null;
  const look = async () => {
    // Asked before the changes: what is changed between the two is seen the next time.
    const mark = await modelChanges.mark();
    if (mark !== seen) await layStored(doors);
    seen = mark;
  };

  // One at a time, so that an older list is never laid over a newer one.
  let last: Promise<void> = Promise.resolve();
  let nextLook: Promise<void> | null = null;
  /** A look that has begun may miss what was changed since: whoever comes meanwhile shares the next one. */
  const lay = (): Promise<void> => {
    nextLook ??= last
      .catch(() => undefined)
      .then(() => {
        nextLook = null;
        last = look();
        return last;
      });
    return nextLook;
  };

  return {
    lay,
    takeUp: async () => {
      const waiting = new AbortController();
      // Prices of some seconds ago are better than none.
      const laid = lay().catch(() => undefined);
      await Promise.race([laid, clock.wait({ ms: patienceMs, signal: waiting.signal })]);
      waiting.abort();
    },
    keep: async ({ signal }) => {
      let waitMs = everyMs;
      while (!signal.aborted) {
        try {
          await lay();
          waitMs = everyMs;
        } catch (cause) {
          if (signal.aborted) return;
          if (waitMs === everyMs)
            log.warn({ err: cause }, "Changes of the catalogue cannot be read; it is tried again.");
          waitMs = Math.min(mostMs, waitMs * 2);
        }
        await clock.wait({ ms: waitMs, signal });
      }
    },
  };
}
