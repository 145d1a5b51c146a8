import { outlinedAtOnce, searchedAtOnce } from "@bunch/contracts/outline";
import { ratedAtOnce } from "@bunch/contracts/rating";
import type { ClientQuery } from "./open-stores.ts";

const outline = (at: number, search: string | null = null) =>
  (({ gallery }, { owner, big }) =>
    gallery.outline({
      userId: owner,
      executionId: big.executionId,
      from: Math.floor(big.results * at),
      limit: search === null ? outlinedAtOnce : searchedAtOnce,
      search,
    })) satisfies ClientQuery["ask"];

/** Rates that many pictures of the big batch, each time otherwise. */
const rate = (count: number) => {
  let turn = 0;
  return (async ({ gallery, views }, { owner: userId, big: { executionId } }) => {
    const page = { userId, executionId, status: null, cursor: null };
    const some = await views.results({ ...page, fromSlot: 100, limit: count });
    turn += 1;
    return gallery.rate({
      userId,
      executionId,
      changes: (some?.items ?? []).map(({ id }) => ({
        resultId: id,
        stars: (turn % 5) + 1,
        rejected: "as_it_is" as const,
      })),
    });
  }) satisfies ClientQuery["ask"];
};

/** What a gallery asks: a batch as a whole, and what its owner says of its pictures. */
export const galleryQueries: ClientQuery[] = [
  { name: "an outline, from the first slot", ask: outline(0) },
  { name: "an outline, in the middle", ask: outline(0.5) },
  { name: "the last slots", ask: outline(0.999) },
  { name: "an outline, with a search", ask: outline(0.5, "Number 7") },
  { name: "an outline, a search for nothing", ask: outline(0.5, "nowhere") },
  { name: "a picture is rated", ask: rate(1) },
  { name: "as many as may be are rated", ask: rate(ratedAtOnce) },
  {
    name: "a batch is renamed",
    ask: ({ gallery }, { owner, big }) =>
      gallery.rename({ userId: owner, executionId: big.executionId, name: "Animals" }),
  },
];
