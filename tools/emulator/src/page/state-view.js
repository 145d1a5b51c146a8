import { byId, element, fill, setText } from "./elements.js";

const dollars = (micros) => `$${(micros / 1_000_000).toFixed(6)}`;
const count = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

function showTiles({ bill, nowMs }) {
  const tiles = [
    ["Charged", dollars(bill.costMicros)],
    ["Calls", count.format(bill.calls)],
    ["Billed", count.format(bill.billedCalls)],
    ["In flight", count.format(bill.inFlight)],
    ["Most in flight", count.format(bill.maxInFlight)],
    ["At work", count.format(bill.unfinished)],
    ["Batch lines", count.format(bill.batchLines)],
    ["Its clock", clock.format(nowMs)],
  ];
  const list = byId("tiles");
  if (list.children.length === 0)
    for (const [name] of tiles)
      list.append(element("div", {}, element("dt", { textContent: name }), element("dd")));
  tiles.forEach(([, words], index) => setText(list.children[index].lastElementChild, words));
}

const jobTones = {
  SUCCEEDED: "good",
  RUNNING: "unsure",
  FAILED: "bad",
  CANCELLED: "bad",
  EXPIRED: "bad",
};

function toneOf({ done, status, arrived, imageSha256 }) {
  if (done && arrived === "whole" && status === 200 && imageSha256.length > 0) return "good";
  return done && status !== null && status !== 200 ? "bad" : "unsure";
}

function outcomeOf(call) {
  const by = call.scenario ?? `refused by ${call.decidedBy}`;
  const arrived = { broken: ", broken", caller_left: ", caller left" }[call.arrived] ?? "";
  const where = call.batch ? ", in a batch" : "";
  return `${call.done ? (call.status ?? "no answer") : "at work"} ${by}${arrived}${where}`;
}

/** Shows the bill, the calls, the jobs and the files. */
export function showState(state, changeKeys) {
  showTiles(state);
  const { bill, options } = state;
  fill(
    "by-scenario",
    Object.entries(bill.byScenario)
      .toSorted(([, one], [, other]) => other - one)
      .map(([name, calls]) => ({ key: name, cells: [name, count.format(calls)] })),
    "No calls yet.",
  );
  const share = ({ calls, billedCalls, costMicros }) => [
    count.format(calls),
    count.format(billedCalls),
    dollars(costMicros),
  ];
  fill(
    "by-model",
    Object.entries(bill.byModel).map(([name, own]) => ({
      key: name,
      cells: [name, ...share(own)],
    })),
    "No calls yet.",
  );
  fill(
    "by-key",
    Object.entries(bill.byKey).map(([lastFour, own]) => ({
      key: lastFour,
      cells: [`…${lastFour}`, count.format(own.calls), dollars(own.costMicros)],
      action: revoking(lastFour, options.revokedKeys, changeKeys),
    })),
    "No keys yet.",
  );
  fill(
    "calls",
    state.calls.map((call) => ({
      key: call.id,
      cells: [
        clock.format(new Date(call.receivedAt)),
        call.prompt ?? "(not read)",
        outcomeOf(call),
        call.model,
        call.keyLastFour === null ? "none" : `…${call.keyLastFour}`,
        dollars(call.costMicros),
      ],
      tones: { 2: toneOf(call) },
    })),
    "No calls yet.",
  );
  fill(
    "batches",
    state.batches.map((job) => ({
      key: job.name,
      cells: [
        job.displayName === "" ? job.name : job.displayName,
        job.state,
        count.format(job.successful),
        count.format(job.failed),
        count.format(job.lines),
      ],
      tones: { 1: jobTones[job.state] },
    })),
    "No batch jobs.",
  );
  fill(
    "files",
    state.files.map((file) => ({
      key: file.name,
      cells: [
        file.displayName ?? file.name,
        file.mimeType,
        file.state,
        `${count.format(Math.ceil(Number(file.sizeBytes) / 1024))} kB`,
        moment.format(new Date(file.expirationTime)),
      ],
    })),
    "No files.",
  );
}

function revoking(lastFour, revokedKeys, changeKeys) {
  const name = `*${lastFour}`;
  const revoked = revokedKeys.includes(name);
  const others = revokedKeys.filter((key) => key !== name);
  return {
    words: revoked ? "Restore" : "Revoke",
    label: `${revoked ? "Restore" : "Revoke"} the key that ends in ${lastFour}`,
    run: () => changeKeys(revoked ? others : [...others, name]),
  };
}
