import type { Warning } from "@bunch/contracts/envelope";
import type { WaitReason } from "@bunch/contracts/execution";

/** What an answer says, in our words: a vendor's `read` translates into this, purely. Costs in whole micro-dollars. */
export type Reading =
  | {
      kind: "picture";
      bytes: Uint8Array;
      costMicros: number;
      /** How many pictures came and were billed; the last one is kept. */
      pictures: number;
      warnings: Warning[];
    }
  | {
      kind: "no_picture";
      /** draw_failed often works next time; filtered may be a false alarm; refused and failed never change. */
      why: "draw_failed" | "filtered" | "refused" | "failed";
      code:
        | "no_picture"
        | "filtered"
        | "refused"
        | "too_long"
        | "unreadable_answer"
        | "provider_error";
      message: string;
      costMicros: number;
    }
  /** This request is wrong; not billed. */
  | { kind: "bad_request"; message: string }
  /** The account cannot go on; not billed. */
  | { kind: "account"; reason: WaitReason }
  /** Too fast for a known time, and perhaps for a known limit: so many calls a minute. */
  | { kind: "rate_limited"; waitMs: number; perMinute: number | null; message: string }
  /** Refused without a hint. */
  | { kind: "overloaded"; message: string }
  | { kind: "provider_failed"; message: string }
  /** Perhaps done and billed: 504, 408, a cut answer. */
  | { kind: "ambiguous"; message: string };
