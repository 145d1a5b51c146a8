import type { ClientQuery } from "./open-stores.ts";

const executionStates = [
  "pending",
  "processing",
  "paused",
  "completed",
  "failed",
  "cancelled",
] as const;

/** Cursors of the owner's history by where in it they lie, as its own pages give them. */
function historyMark(place: number): string {
  const micros = (Date.now() - place * 60_000) * 1000;
  return `${micros}_00000000-0000-4000-8000-000000000000`;
}

const history = (input: {
  status?: (typeof executionStates)[number];
  after?: number;
  search?: string;
}) =>
  (({ views }, { owner, big }) =>
    views.list({
      userId: owner,
      status: input.status ?? null,
      search: input.search ?? null,
      limit: 50,
      cursor: input.after === undefined ? null : historyMark((big.results / 10) * input.after),
    })) satisfies ClientQuery["ask"];

/** Pages of one's batches; a search that finds nothing looks through as many as one page may. */
export const historyQueries: ClientQuery[] = [
  { name: "history, first page", ask: history({}) },
  { name: "history, in the middle", ask: history({ after: 0.5 }) },
  { name: "history, the end", ask: history({ after: 0.999 }) },
  ...executionStates.map((status) => ({ name: `history, ${status}`, ask: history({ status }) })),
  { name: "history, a search", ask: history({ search: "painted in oil" }) },
  { name: "history, a search for nothing", ask: history({ search: "nowhere" }) },
  {
    name: "history, nothing from the middle",
    ask: history({ search: "nowhere else", after: 0.5 }),
  },
  {
    name: "history, found, few in that state",
    ask: history({ search: "painted in oil", status: "failed" }),
  },
];
