import { type AttemptRow, type Evidence, markOf, type ResultRow } from "./evidence.ts";

/** I3 and I4: nothing is paid twice but for a doubt or a redraw, and the books hold the provider's bill. */
export function checkMoney(evidence: Evidence): string[] {
  return [
    ...checkCalls(evidence),
    ...checkBooks(evidence),
    ...checkDoubts(evidence),
    ...checkCaps(evidence),
  ];
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
  const execution = evidence.executions.find(({ id }) => id === result.execution_id);
  // Where doubts are asked about, or fail, only their owner's word draws them again: that is a round of its own.
  const repays = (execution?.settings.on_doubt ?? "repay") === "repay";
  return rounds + redrawsOf(attempts) + (repays ? doubtsOf(evidence, result.id) : 0);
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

/** F7: until somebody raises it, a cap is not passed but by what one answer was charged above its model's ceiling. */
function checkCaps(evidence: Evidence): string[] {
  const wrong: string[] = [];
  for (const [executionId, capMicros] of evidence.caps) {
    const attempts = evidence.attempts.filter((one) => one.execution_id === executionId);
    const above = sum(
      attempts.map((one) => Math.max(0, Number(one.cost_micros) - Number(one.ceiling_micros))),
    );
    const events = evidence.events.filter((one) => one.execution_id === executionId);
    const raised = events.findIndex(
      ({ type }, index) =>
        type === "execution.resumed" &&
        events.slice(0, index).some(({ data }) => data.reason?.code === "cap"),
    );
    for (const { sequence, data } of raised < 0 ? events : events.slice(0, raised)) {
      const spent = data.counts.costMicros + data.counts.possibleMicros;
      if (spent > capMicros + above)
        wrong.push(
          `F7: event ${sequence} of ${executionId} has ${spent} spent or possible, the cap is ${capMicros}.`,
        );
    }
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
