import type { PictureAddresses } from "@bunch/core/ports/picture-addresses";
import { Problem } from "@bunch/core/problem";
import { segmentsOf } from "./object-path.ts";
import { signAddresses } from "./picture-addresses.ts";
import type { StorageLine } from "./storage-line.ts";

const signWithinMs = 10_000;
/** While it does not answer it is not asked for each request: that would make everybody wait for the deadline. */
const usualAskAgainMs = 2000;
/** Some 20 MB. */
const usualMostKept = 30_000;

type Kept = { address: string; freshUntilMs: number };
/** What is asked for together. */
type Round = { paths: Set<string>; signed: Promise<ReadonlyMap<string, string>> };

/**
 * Addresses into a private bucket, which expire. One is signed once and given to all until half of its lifetime is over;
 * those that are asked for at one moment, or while others are being signed, are signed together. A picture that is not
 * there has its plain address, which answers as much.
 */
export function createSignedAddresses(input: {
  line: StorageLine;
  lifetimeS: number;
  /** Only tests give others. */
  nowMs?: () => number;
  mostKept?: number;
  askAgainMs?: number;
}): PictureAddresses {
  const { line, lifetimeS } = input;
  const { nowMs = () => Date.now(), mostKept = usualMostKept } = input;
  const { askAgainMs = usualAskAgainMs } = input;
  const kept = new Map<string, Kept>();
  let underWay: Round | null = null;
  let next: Round | null = null;
  let trouble: { cause: unknown; untilMs: number } | null = null;

  const plainAddress = (path: string) =>
    `${line.base}/object/authenticated/${encodeURIComponent(line.bucket)}/${segmentsOf(path).join("/")}`;

  async function sign(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    if (trouble && nowMs() < trouble.untilMs) throw cannotSign(trouble.cause);
    // Counted from before the request: the server's clock starts later.
    const freshUntilMs = nowMs() + (lifetimeS * 1000) / 2;
    try {
      const signal = AbortSignal.timeout(signWithinMs);
      const signed = await signAddresses(line, {
        paths: [...paths],
        expiresInS: lifetimeS,
        signal,
      });
      trouble = null;
      for (const [path, address] of signed) keep(path, { address, freshUntilMs });
      return signed;
    } catch (cause) {
      trouble = { cause, untilMs: nowMs() + askAgainMs };
      throw cannotSign(cause);
    }
  }

  /** The last that were signed are kept, as those are looked at. */
  function keep(path: string, one: Kept): void {
    kept.delete(path);
    kept.set(path, one);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) return;
      kept.delete(oldest);
    }
  }

  /** The round that signs this path, the one under way or the next one. */
  function roundOf(path: string): Round {
    if (underWay?.paths.has(path)) return underWay;
    next ??= openRound(underWay);
    next.paths.add(path);
    return next;
  }

  function openRound(before: Round | null): Round {
    const paths = new Set<string>();
    const begin = async () => {
      await before?.signed.catch(() => {});
      underWay = next;
      next = null;
      return sign(paths);
    };
    const round = { paths, signed: Promise.resolve().then(begin) };
    // Whoever asked hears of it.
    round.signed.catch(() => {}).finally(() => underWay === round && (underWay = null));
    return round;
  }

  return {
    async addressesOf({ paths }) {
      const found = new Map<string, string>();
      const rounds = new Map<Round, string[]>();
      for (const path of new Set(paths)) {
        segmentsOf(path);
        const one = kept.get(path);
        if (one && nowMs() < one.freshUntilMs) found.set(path, one.address);
        else {
          const round = roundOf(path);
          const asked = rounds.get(round);
          if (asked) asked.push(path);
          else rounds.set(round, [path]);
        }
      }
      for (const [round, asked] of rounds) {
        const signed = await round.signed;
        for (const path of asked) found.set(path, signed.get(path) ?? plainAddress(path));
      }
      return found;
    },
    plainAddress: ({ path }) => plainAddress(path),
  };
}

function cannotSign(cause: unknown): Problem {
  const problem = new Problem(
    "not_ready",
    "The addresses of the pictures cannot be had just now: Supabase Storage does not sign them. Try again in a moment.",
  );
  problem.cause = cause;
  return problem;
}
