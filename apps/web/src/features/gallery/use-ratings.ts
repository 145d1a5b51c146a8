import type { Execution } from "@bunch/contracts/execution";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { slotOf } from "../../results/picture-number.ts";
import { useStore } from "../../store.ts";
import { type BatchOutline, type Mark, markOf, withMarks } from "./batch-outline.ts";
import { createRatingQueue, type RatingChange, type RatingState } from "./rating-queue.ts";
import { resultsOfSlots } from "./slot-windows.ts";

export type Ratings = {
  /** The outline with what was rated just now. */
  outline: BatchOutline;
  markOf: (slot: number) => Mark;
  /** Gives stars; the same stars once more take them away. Whoever rates a rejected one wants it back. */
  rate: (slots: readonly number[], stars: number) => void;
  /** Puts aside, or takes back where all are put aside already. */
  reject: (slots: readonly number[]) => void;
  refused: RatingState["refused"];
  tryAgain: () => void;
  forgetRefusal: () => void;
};

const sendWithinMs = 60_000;

/** Rates the pictures of a batch: seen at once, sent in bunches, taken back where the server refuses. */
export function useRatings(execution: Execution, fromServer: BatchOutline): Ratings {
  const client = useClient();
  const queries = useQueryClient();
  const { id, variations } = execution;
  const [queue] = useState(() =>
    createRatingQueue({
      send: async (changes) => {
        // An answer that set out before would bring back what was rated before.
        await queries.cancelQueries({ queryKey: ["results", id, "outline"] });
        const results = await resultsOfSlots(
          { client, queries },
          { id, variations },
          [...changes.keys()],
          AbortSignal.timeout(sendWithinMs),
        );
        await client.rate(id, {
          results: results.map((result) =>
            onWire(result.id, changes.get(slotOf(result, variations))),
          ),
        });
      },
      mayPass: (cause) => asRefused(cause).error.code === "over_limit",
      arrived: (marks, changes) => {
        queries.setQueriesData<BatchOutline>({ queryKey: ["results", id, "outline"] }, (before) =>
          before ? withMarks(before, marks) : before,
        );
        // The stars of one that is taken back are the server's to tell.
        const isBack = [...changes.values()].some((one) => one.stars === undefined);
        if (isBack) void queries.invalidateQueries({ queryKey: ["results", id, "outline"] });
      },
    }),
  );
  const { marks, refused } = useStore(queue.store);
  const outline = useMemo(() => withMarks(fromServer, marks), [fromServer, marks]);
  useEffect(() => {
    const leave = () => queue.flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [queue]);
  const of = (slot: number) => markOf(outline, slot);
  return {
    outline,
    markOf: of,
    rate: (slots, stars) => {
      const isTaken = stars > 0 && slots.every((slot) => of(slot).stars === stars);
      queue.rate(slots, { stars: isTaken ? 0 : stars, isRejected: false }, of);
    },
    reject: (slots) => {
      const isRejected = !slots.every((slot) => of(slot).isRejected);
      queue.rate(slots, { isRejected }, of);
    },
    refused,
    tryAgain: () => {
      for (const [slot, change] of refused?.changes ?? []) queue.rate([slot], change, of);
    },
    forgetRefusal: queue.forgetRefusal,
  };
}

function onWire(id: string, change: RatingChange = {}) {
  return {
    id,
    ...(change.stars === undefined ? {} : { rating: change.stars || null }),
    ...(change.isRejected === undefined ? {} : { rejected: change.isRejected }),
  };
}
