import type { Meter } from "@bunch/core/ports/meter";

/** For a worker in a process of its own, whose figures nobody can ask for yet: its log and the ledger have them. */
export const silentMeter: Meter = { attemptEnded: () => {}, resultEnded: () => {} };
