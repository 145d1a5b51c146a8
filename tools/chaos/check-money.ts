import { type AttemptRow, type Evidence, markOf, type ResultRow } from "./evidence.ts";

/** I3 and I4: nothing is paid twice but for a doubt or a redraw, and the books hold the provider's bill. */
export function checkMoney(evidence: Evidence): string[] {
  return [...checkCalls(evidence), ...checkBooks(evidence), ...checkDoubts(evidence)];
}

/** How often the possible charge of a result grew: each time was a doubt, even if a late answer cleared it up. */
function doubtsOf(evidence: Evidence, resultId: string): number {
  let doubts = 0;
  let before = 0;
  for (const event of evidence.events) {
    if (event.result_id !== resultId || !event.data.result) continue;
    const { possible_micros: possible } = event.data.result;
    if (possible > before) doubts += 1;
    before = possible;
  }
  return doubts;
}

/** R2 allows two redraws of a failed draw each time the user asks, R3 one of a filtered picture. */
function redrawsOf(attempts: readonly AttemptRow[]): number {
  let redraws = 0;
  for (const own of Map.groupBy(attempts, ({ round }) => round).values()) {
    redraws += Math.min(2, own.filter(({ outcome }) => outcome === "draw_failed").length);
    redraws += Math.min(1, own.filter(({ outcome }) => outcome === "filtered").length);
  }
  return redraws;
}

function checkCalls(evidence: Evidence): string[] {
  const wrong: string[] = [];
  const results = Map.groupBy(evidence.results, (result) => markOf(result.prompt_text));
  const calls = Map.groupBy(evidence.calls, (call) => markOf(call.prompt));
  for (const [mark, own] of calls) {
    const billed = own.filter((call) => call.billed).length;
    const allowed = sum((results.get(mark) ?? []).map((result) => allowedOf(evidence, result)));
    if (billed > allowed)
      wrong.push(`I3: prompt ${mark} was billed ${billed} times, ${allowed} are allowed.`);
  }
  if (evidence.isCalm && evidence.calls.length !== evidence.results.length)
    wrong.push(
      `I3: without a fault there were ${evidence.calls.length} calls for ${evidence.results.length} results.`,
    );
  return wrong;
}

function allowedOf(evidence: Evidence, result: ResultRow): number {
  const attempts = evidence.attempts.filter(({ result_id: id }) => id === result.id);
  const rounds = new Set(attempts.map(({ round }) => round)).size;
  return rounds + doubtsOf(evidence, result.id) + redrawsOf(attempts);
}

/** The books against the bill, for each prompt, and the books against themselves. */
function checkBooks(evidence: Evidence): string[] {
  const wrong: string[] = [];
  const { attempts } = evidence;
  const settled = (own: readonly AttemptRow[]) => sum(own.map((one) => Number(one.cost_micros)));
  const possible = (own: readonly AttemptRow[]) =>
    sum(own.filter(({ state }) => state === "uncertain").map((one) => Number(one.ceiling_micros)));
  const compare = (
    what: string,
    row: { cost_micros: string; possible_micros: string },
    own: readonly AttemptRow[],
  ) => {
    if (Number(row.cost_micros) !== settled(own))
      wrong.push(`I4: ${what} says ${row.cost_micros}, its attempts cost ${settled(own)}.`);
    if (Number(row.possible_micros) !== possible(own))
      wrong.push(
        `I4: ${what} says ${row.possible_micros} are possible, its attempts ${possible(own)}.`,
      );
  };
  for (const execution of evidence.executions)
    compare(
      `execution ${execution.id}`,
      execution,
      attempts.filter((one) => one.execution_id === execution.id),
    );
  for (const result of evidence.results)
    compare(
      `result ${result.id}`,
      result,
      attempts.filter((one) => one.result_id === result.id),
    );

  const markOfResult = new Map(
    evidence.results.map((result) => [result.id, markOf(result.prompt_text)]),
  );
  const byMark = Map.groupBy(attempts, (one) => markOfResult.get(one.result_id) ?? "none");
  const calls = Map.groupBy(evidence.calls, (call) => markOf(call.prompt));
  for (const mark of new Set([...byMark.keys(), ...calls.keys()])) {
    const own = byMark.get(mark) ?? [];
    const ceiling = Math.max(0, ...own.map((one) => Number(one.ceiling_micros)));
    const costs = (calls.get(mark) ?? []).map(({ costMicros }) => costMicros);
    const billed = sum(costs);
    // I4 leaves out what one call is billed above its model's ceiling, as two pictures in one answer can be.
    const above = sum(costs.map((cost) => Math.max(0, cost - ceiling)));
    const most = settled(own) + possible(own) + above;
    if (settled(own) > billed || billed > most)
      wrong.push(
        `I4: prompt ${mark} is billed ${billed}; settled are ${settled(own)}, possible up to ${most}.`,
      );
  }
  return wrong;
}

/** Doubts come from faults, not from nowhere. */
function checkDoubts(evidence: Evidence): string[] {
  const doubts = sum(evidence.results.map(({ id }) => doubtsOf(evidence, id)));
  return doubts > evidence.doubtCauses
    ? [`I3: there were ${doubts} doubts, and ${evidence.doubtCauses} faults that can make one.`]
    : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
