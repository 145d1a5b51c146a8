import type { ErrorCode, PauseCode, ResultErrorCode } from "@bunch/contracts/error-codes";
import type { LimitName } from "@bunch/contracts/limit";

/** What a server said, in its own words, with where it is. */
export type ToldProblem = {
  code: ErrorCode;
  message: string;
  prompt: number | undefined;
  allowed: string;
  limit: LimitName | undefined;
};

/** Who draws, at the beginning of a sentence and inside one. */
export type Company = { Who: string; who: string };

/** Whoever answers for a model, by the company's name where that is known. */
export function companyOf(name: string | undefined): Company {
  return name ? { Who: name, who: name } : { Who: "The provider", who: "the provider" };
}

/** Words for what goes wrong, with who draws. */
export const enProblems = ({ Who, who }: Company) => ({
  /** The server's own sentence is English and knows more than its code tells. */
  refused: (told: ToldProblem): string => told.message,
  noAnswer: "The server does not answer. See that it runs and that you are online, then try again.",
  result: {
    refused: "The model will not draw this prompt. Change its words.",
    filtered: `${Who}’s filter held the picture back. Often a false alarm: try again, or change the words.`,
    no_picture: "The model answered in words only. It often works the second time.",
    too_long: "The model thought too long and stopped before drawing. A shorter prompt helps.",
    bad_request: `${Who} did not take this request. Look at the prompt and the reference pictures.`,
    provider_error: `${Who} had a fault, several times in a row. Try again a little later.`,
    unanswered: `${Who} did not answer in time. The picture may have been charged.`,
    unreadable_answer: `${Who}’s answer held no picture that can be read. Try again.`,
    doubted: `The line broke while ${who} was drawing. The picture may have been charged.`,
  } satisfies Record<ResultErrorCode, string> as Record<ResultErrorCode, string>,
  resultUnknown: "The picture did not come. Try again.",
  pause: {
    user: {
      title: "Paused.",
      advice:
        "Nothing new is started until you resume it. What is under way is finished, and charged.",
    },
    cap: {
      title: "The cap is reached.",
      advice: "One more picture could pass it. Raise the cap to go on, or cancel the rest.",
    },
    bad_key: { title: `${Who} refused this key.`, advice: "Give another key. Nothing is lost." },
    key_blocked: {
      title: `${Who} has blocked this key.`,
      advice: "It may have leaked, or may not call this model. Give another key.",
    },
    key_unreadable: {
      title: "The stored key cannot be opened any more.",
      advice: "The server’s encryption key has changed. Give the key again.",
    },
    location: {
      title: `${Who} does not serve the place this server stands in.`,
      advice: "Run the server elsewhere, or give a key of a project that may be used here.",
    },
    no_credit: {
      title: `The credit of this key is used up at ${who}.`,
      advice: "Add credit there, then resume. Or give another key.",
    },
    daily_quota: {
      title: `${Who}’s limit for today is reached.`,
      advice: "Another key may go on now.",
    },
    spending_cap: {
      title: `The spending limit of this key is reached at ${who}.`,
      advice: "Raise it there, then resume. Or give another key.",
    },
    model_gone: {
      title: `${Who} has shut this model down.`,
      advice:
        "Cancel this batch and start a new one with a newer model. The pictures drawn so far stay.",
    },
    model_unknown: {
      title: `${Who} does not know this model for this key.`,
      advice: "Give a key that may call it, or cancel and start a new batch with another model.",
    },
    reference_missing: {
      title: "A reference picture is missing on the server.",
      advice: "Cancel this batch and start it again with the picture. Those drawn so far stay.",
    },
    provider_unreachable: {
      title: `${Who} cannot be reached.`,
      advice: "See that the server is online, then resume. Nothing is lost.",
    },
    provider_overloaded: {
      title: `${Who} is overloaded just now.`,
      advice: "Resume a little later. Nothing is lost.",
    },
    restored: {
      title: "Restored from a backup.",
      advice:
        "Some of these pictures may have been drawn, and charged, after that backup was made. Resume it if you want the rest drawn, or cancel it.",
    },
    disk_full: {
      title: "The server's disk is full.",
      advice:
        "Free some space there. Nothing is called and nothing is charged meanwhile; the batch goes on by itself.",
    },
    doubts: {
      title: "Some pictures may be charged already.",
      advice:
        "They may have been drawn without reaching us. Draw them again, or give them up; the batch then goes on by itself.",
    },
    rate_limited: {
      title: `${Who} limits how many pictures this key may draw a minute.`,
      advice: "There is nothing to do.",
    },
  } satisfies Record<PauseCode, Pause> as Record<PauseCode, Pause>,
});
type Pause = { title: string; advice: string };
export type ProblemWords = ReturnType<typeof enProblems>;
