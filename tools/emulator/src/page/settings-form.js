import { byId, element } from "./elements.js";

const inDollars = {
  read: (words) => Math.round(Number(words) * 1_000_000),
  write: (micros) => String(micros / 1_000_000),
};
const inSeconds = {
  read: (words) => Math.round(Number(words) * 1000),
  write: (ms) => String(ms / 1000),
};
const plain = { read: Number, write: String };
const words = { read: (text) => text.trim(), write: String };
const nothing = "empty: no limit";
const fields = [
  { name: "latency", label: "Latency, ms", kind: words, hint: "1000, 800-2000, or ~8000/0.4" },
  { name: "requestsPerMinute", label: "Requests a minute", kind: plain, hint: nothing },
  {
    name: "bucket",
    label: "Bucket",
    kind: words,
    hint: "2:10 is 2 a second, 10 at once; empty: none",
  },
  { name: "callsAtOnce", label: "Calls at once", kind: plain, hint: nothing },
  {
    name: "callsAtOnceHintSeconds",
    label: "Told to a call too many, s",
    kind: plain,
    hint: "empty: nothing is told",
  },
  { name: "imagesPerMinute", label: "Pictures a minute", kind: plain, hint: nothing },
  { name: "tokensPerMinute", label: "Input tokens a minute", kind: plain, hint: nothing },
  { name: "requestsPerDay", label: "Requests a day", kind: plain, hint: nothing },
  {
    name: "spendPerTenMinutesMicros",
    label: "Dollars in ten minutes",
    kind: inDollars,
    hint: "tier 1: 10, 2: 50, 3: 200",
  },
  { name: "spendPerMonthMicros", label: "Dollars a month", kind: inDollars, hint: nothing },
  { name: "prepaidMicros", label: "Prepaid dollars", kind: inDollars, hint: nothing },
  { name: "batchPendingMs", label: "Job pending, s", kind: inSeconds, hint: "" },
  { name: "batchDurationMs", label: "Job running, s", kind: inSeconds, hint: "" },
  { name: "enqueuedTokens", label: "Tokens waiting in jobs", kind: plain, hint: nothing },
  { name: "clockAheadMs", label: "Clock ahead, s", kind: inSeconds, hint: "172800 is 48 hours" },
  { name: "keysShareLimits", label: "All keys are one project", kind: null, hint: "" },
  { name: "tinyPictures", label: "Tiny pictures", kind: null, hint: "" },
];
const inputs = new Map();
let scenarioNames = [];

/** Makes the form, once; the names are those that chances are offered of. */
export function makeSettings(names) {
  scenarioNames = names;
  for (const { name, label, kind, hint } of fields) {
    const input = element("input", { id: `setting-${name}`, autocomplete: "off" });
    input.type = kind === null ? "checkbox" : "text";
    if (kind !== null && kind !== words) input.inputMode = "decimal";
    const title = element("label", { htmlFor: input.id, textContent: label });
    const field = element("div", { className: kind === null ? "field tick" : "field" });
    field.append(...(kind === null ? [input, title] : [title, input]));
    if (hint !== "") {
      field.append(element("p", { className: "hint", id: `${input.id}-hint`, textContent: hint }));
      input.setAttribute("aria-describedby", `${input.id}-hint`);
    }
    byId("fields").append(field);
    inputs.set(name, input);
  }
}

/** Shows what is set. */
export function showSettings({ options, short }) {
  for (const { name, kind } of fields) {
    const input = inputs.get(name);
    const value = name in short ? short[name] : options[name];
    if (kind === null) input.checked = value;
    else input.value = value === null ? "" : kind.write(value);
  }
  const rows = byId("chances");
  const wanted = JSON.stringify(options.probabilities);
  if (rows.dataset.shown !== wanted) {
    rows.replaceChildren();
    for (const [step, part] of Object.entries(options.probabilities)) addChance(step, part * 100);
    rows.dataset.shown = wanted;
  }
  const all = byId("all");
  if (document.activeElement !== all) all.value = JSON.stringify(options, null, 2);
}

/** Adds a line for one scenario. */
export function addChance(step, percent) {
  const choice = element("select");
  choice.setAttribute("aria-label", "Scenario");
  const known = scenarioNames.includes(step) || step === "" ? [] : [step];
  for (const name of [...known, ...scenarioNames])
    choice.append(element("option", { value: name, textContent: name }));
  choice.value = step === "" ? "internal_500" : step;
  const part = element("input", { inputMode: "decimal", value: String(percent) });
  part.setAttribute("aria-label", "Percent of calls");
  const remove = element("button", { type: "button", textContent: "Remove" });
  const row = element("div", { className: "chance" }, choice, part, "% ", remove);
  remove.addEventListener("click", () => {
    row.remove();
    byId("settings").dispatchEvent(new Event("input"));
    byId("add-chance").focus();
  });
  byId("chances").append(row);
  return choice;
}

/** Reads the form; throws a sentence on what is no number. */
export function readSettings() {
  const changed = {};
  for (const { name, label, kind } of fields) {
    const input = inputs.get(name);
    const text = input.value.trim();
    if (kind === null) changed[name] = input.checked;
    else if (kind === words) changed[name] = text;
    else if (text === "") changed[name] = null;
    else if (Number.isFinite(kind.read(text))) changed[name] = kind.read(text);
    else throw new Error(`${label}: "${text}" is no number.`);
  }
  changed.probabilities = {};
  for (const row of byId("chances").children) {
    const [choice, part] = row.querySelectorAll("select, input");
    changed.probabilities[choice.value] = Number(part.value) / 100;
  }
  return changed;
}
