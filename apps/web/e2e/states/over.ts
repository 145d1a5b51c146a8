import type { BatchKind } from "./stage/batches.ts";
import type { State } from "./state.ts";
import { go, pageOf } from "./ways.ts";

const ends: { name: string; kind: BatchKind }[] = [
  { name: "done", kind: "drawn" },
  { name: "done-partly-failed", kind: "partly failed" },
  { name: "done-all-failed", kind: "all failed" },
  { name: "done-cancelled", kind: "cancelled" },
];

/** The last step of a batch, however it ended. */
export const overStates: State[] = ends.map(({ name, kind }) => ({
  name,
  viewer: "the owner",
  come: async (visit) => {
    await go(visit, await pageOf(visit, kind, "/done"));
    await visit.page.getByRole("link", { name: visit.say("View All Results") }).waitFor();
  },
}));
