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

/** A page of an archive, of as many results as its server reads at once; slots as a part of all. */
const archive = (given: { slotsAt?: number; minRating?: number; after?: number } = {}) =>
  (({ archives }, { owner, big }) => {
    const place = (part: number) => Math.floor(big.results * part);
    const first = given.slotsAt === undefined ? null : place(given.slotsAt);
    return archives.page({
      userId: owner,
      executionId: big.executionId,
      choice: {
        slots: first === null ? null : [[first, first + 9]],
        minRating: given.minRating ?? null,
      },
      limit: 500,
      cursor: given.after === undefined ? null : `${place(given.after)}_0`,
    });
  }) satisfies ClientQuery["ask"];

const firstPicture = async (
  { archives }: Parameters<ClientQuery["ask"]>[0],
  { owner: userId, big: { executionId } }: Parameters<ClientQuery["ask"]>[1],
) => {
  const choice = { slots: null, minRating: null };
  const page = await archives.page({ userId, executionId, choice, limit: 1, cursor: null });
  const { id: resultId, path } = page?.items[0]?.result ?? {};
  return { resultId: resultId ?? "", path: path ?? "" };
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
  { name: "archive, the first page", ask: archive() },
  { name: "archive, a page in the middle", ask: archive({ after: 0.7 }) },
  { name: "archive, a few slots near the end", ask: archive({ slotsAt: 0.95 }) },
  { name: "archive, by stars", ask: archive({ minRating: 5 }) },
  {
    name: "a checksum is kept",
    ask: async (stores, filled) => {
      const picture = { ...(await firstPicture(stores, filled)), bytes: 7, crc32: 7, head: null };
      await stores.archives.keepCounted({ ownerId: filled.owner, pictures: [picture] });
    },
  },
  {
    name: "a checksum is doubted",
    ask: async (stores, filled) =>
      stores.archives.doubt({
        ownerId: filled.owner,
        ...(await firstPicture(stores, filled)),
      }),
  },
  {
    name: "whether somebody may come",
    ask: ({ archives }, { owner }) => archives.mayCome({ userId: owner }),
  },
  {
    name: "a batch is renamed",
    ask: ({ gallery }, { owner, big }) =>
      gallery.rename({ userId: owner, executionId: big.executionId, name: "Animals" }),
  },
];
