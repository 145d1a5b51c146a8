import type { holdDataFolder } from "../wiring/database.ts";

type Held = Pick<Awaited<ReturnType<typeof holdDataFolder>>, "tell">;

/** Lets a second start know where this one answers. What it cannot be told (a full disk) costs only that. */
export function tellServing(folder: Held, url: string): Promise<void> {
  return folder.tell({ url }).catch(() => undefined);
}

/** Lets a second start know, once the signal comes, that this one ends when what is under way has ended. */
export function tellDrain(folder: Held, stop: AbortSignal): void {
  stop.addEventListener("abort", () => {
    folder.tell({ isDraining: true }).catch(() => undefined);
  });
}
