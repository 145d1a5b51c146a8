import type { Warning } from "@bunch/contracts/envelope";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { askedPrice } from "../queued/asked-price.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { drawnReading, lostReading, withheldReading } from "../queued/readings.ts";
import { microsOf } from "./credits.ts";
import { readRefusal } from "./read-error.ts";
import { taskIn } from "./task.ts";
import { readBflTicket } from "./ticket.ts";

type Input = {
  answer: LastAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  references: number;
};

/** Translates the last that the vendor answered into our words; touches nothing and throws for nothing it is given. */
export function readBfl(input: Input): Reading {
  const { answer } = input;
  const { status, text } = answer;
  if (answer.to === "submission")
    return status >= 200 && status < 300
      ? lostReading("The provider took the request without an id to ask by.")
      : readRefusal({ ...input, ...answer });
  const task = taskIn(text);
  const words = task?.words ?? "";
  switch (task?.status) {
    case "Ready": {
      const { costMicros, warnings } = costOf(input, task.credits);
      return drawnReading({
        picture: task.sample === null ? null : answer.picture,
        costMicros,
        warnings,
      });
    }
    // Only what is "Ready" takes credits; what is moderated is not charged (help.bfl.ai/articles/4212278032).
    case "Request Moderated":
      return withheldReading("refused", words);
    case "Content Moderated":
      return withheldReading("filtered", words);
    case "Error":
    case "Failed":
      return {
        kind: "provider_failed",
        message: sentenceWith("The provider could not finish the picture.", words),
      };
    case "Task not found":
      return lostReading("The provider knows nothing of this request any more.");
    default:
      return lostReading(`The provider does not tell what came of the request (${status}).`, words);
  }
}

/** What a picture cost, by the vendor's own word where it gave one. */
function costOf(input: Input, told: number | null): { costMicros: number; warnings: Warning[] } {
  const credits = told ?? (input.answer.ticket ? readBflTicket(input.answer.ticket).credits : null);
  if (credits !== null) return { costMicros: microsOf(credits), warnings: [] };
  const isExact = input.references === 0 || input.entry.referenceTokens === 0;
  return { costMicros: askedPrice(input), warnings: isExact ? [] : [costEstimated] };
}

const costEstimated: Warning = {
  code: "cost_estimated",
  message:
    "The model did not say what it cost; of the references it is the catalogue's price of large ones.",
};
