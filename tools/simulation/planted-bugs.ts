import type { Acts } from "./acts.ts";
import { type AttemptRow, type Database, isOpen } from "./database.ts";

/** Puts a bug into what all processes share. */
export type Plant = (acts: Acts, database: Database) => Acts;

/** Mistakes that would lose pictures or pay them twice; the simulation is worth something if it finds each of them. */
export const plantedBugs: Readonly<Record<string, Plant>> = {
  "no fence: whoever settles, settles the result": (acts, { attempts }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      settle(input) {
        const attempt = attempts.get(input.attemptId);
        if (attempt) attempt.fence = attempt.result.fence;
        return acts.ledger.settle(input);
      },
    },
  }),

  "no recovery: what the dead left stays": (acts) => ({
    ...acts,
    recovery: { ...acts.recovery, orphans: () => [] },
  }),

  "an attempt is written after its call": (acts, { attempts }) => {
    const unwritten = new Map<string, AttemptRow>();
    const write = (attemptId: string) => {
      const attempt = unwritten.get(attemptId);
      if (attempt) attempts.set(attemptId, attempt);
      attempt?.result.attempts.push(attempt);
      unwritten.delete(attemptId);
    };
    return {
      ...acts,
      ledger: {
        ...acts.ledger,
        claim(input) {
          const claim = acts.ledger.claim(input);
          const attempt = claim && attempts.get(claim.attemptId);
          if (!attempt) return claim;
          unwritten.set(attempt.id, attempt);
          attempts.delete(attempt.id);
          attempt.result.attempts.pop();
          return claim;
        },
        received(input) {
          write(input.attemptId);
          acts.ledger.received(input);
        },
        settle(input) {
          write(input.attemptId);
          return acts.ledger.settle(input);
        },
      },
    };
  },

  "a claim does not look whether the result is taken": (acts, { results }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      claim(input) {
        const result = results.get(input.resultId);
        if (result?.status === "processing") result.status = "pending";
        return acts.ledger.claim(input);
      },
    },
  }),

  "a claim does not look for a pause": (acts, { results }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      claim(input) {
        const execution = results.get(input.resultId)?.execution;
        if (!execution) return null;
        const { pausedReason } = execution;
        execution.pausedReason = null;
        const claim = acts.ledger.claim(input);
        execution.pausedReason ??= pausedReason;
        return claim;
      },
    },
  }),

  "a doubt is not counted as a possible charge": (acts, { attempts }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      settle(input) {
        const attempt = attempts.get(input.attemptId);
        if (attempt && input.settlement.attempt === "uncertain") attempt.ceilingMicros = 0;
        return acts.ledger.settle(input);
      },
    },
  }),

  "a late answer is thrown away": (acts, { attempts }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      settle: (input) =>
        attempts.get(input.attemptId)?.state === "uncertain"
          ? { is: "unchanged" }
          : acts.ledger.settle(input),
    },
  }),

  "a store that is out says that it has stored": (acts) => ({
    ...acts,
    objects: {
      put(path, bytes) {
        try {
          acts.objects.put(path, bytes);
        } catch {
          // It says nothing.
        }
      },
    },
  }),

  "the gate of an account is not looked at": (acts) => ({
    ...acts,
    dispatch: {
      ...acts.dispatch,
      chooseNext: (input) =>
        acts.dispatch.chooseNext({
          ...input,
          allowances: input.allowances.map((one) => ({
            ...one,
            inFlight: 1000,
            starts: 1000,
          })),
        }),
    },
  }),

  "a silent worker counts as dead at once": (acts) => ({
    ...acts,
    registry: {
      ...acts.registry,
      list: () => acts.registry.list().map((row, at) => ({ ...row, left: row.left || at === 0 })),
    },
  }),

  "a budget forgets what is under way": (acts, { results }) => ({
    ...acts,
    ledger: {
      ...acts.ledger,
      claim(input) {
        const open = (results.get(input.resultId)?.execution.results ?? [])
          .flatMap(({ attempts }) => attempts)
          .filter(isOpen);
        const ceilings = open.map(({ ceilingMicros }) => ceilingMicros);
        for (const attempt of open) attempt.ceilingMicros = 0;
        const claim = acts.ledger.claim(input);
        for (const [at, attempt] of open.entries()) attempt.ceilingMicros = ceilings[at] ?? 0;
        return claim;
      },
    },
  }),
};
