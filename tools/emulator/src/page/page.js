import { byId, fill, setText } from "./elements.js";
import { addChance, makeSettings, readSettings, showSettings } from "./settings-form.js";
import { showState } from "./state-view.js";

const pollMs = 1000;
const longestPollMs = 10_000;
const answerWithinMs = 5000;
// Two hours of looking; a forgotten tab asks no longer.
const mostPolls = 7200;

let edited = false;
let paused = false;
let polls = 0;
let failures = 0;
let timer = 0;
let turn = 0;

async function ask(verb, body) {
  const response = await fetch(`/control/${verb}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerWithinMs),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The emulator answered ${response.status}.`);
  return answer;
}

async function change(settings, statusId) {
  try {
    await ask("configure", settings);
    edited = false;
    byId("chances").dataset.shown = "";
    setText(byId(statusId), "Set.");
    await look();
  } catch (error) {
    setText(byId(statusId), error.message);
  }
}

async function look() {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  try {
    const state = await ask("state");
    showState(state, (revokedKeys) => void change({ revokedKeys }, "status"));
    if (!edited) showSettings(state);
    if (failures > 0) setText(byId("status"), "Connected again.");
    failures = 0;
  } catch (error) {
    failures += 1;
    setText(byId("status"), `The emulator does not answer: ${error.message}`);
  }
  polls += 1;
  // Another look has begun meanwhile, and goes on in this one's place.
  if (mine !== turn) return;
  if (polls >= mostPolls && !paused) pause(true);
  if (!paused && !document.hidden)
    timer = setTimeout(look, Math.min(pollMs * 2 ** failures, longestPollMs));
}

function pause(wanted) {
  paused = wanted;
  clearTimeout(timer);
  polls = 0;
  byId("pause").textContent = paused ? "Go on" : "Pause";
  setText(byId("status"), paused ? "Paused: what you see does not change." : "");
  if (!paused) void look();
}

byId("pause").addEventListener("click", () => pause(!paused));
byId("release").addEventListener("click", async () => {
  try {
    const { released } = await ask("release", {});
    setText(byId("status"), `Released ${released} hung ${released === 1 ? "call" : "calls"}.`);
    await look();
  } catch (error) {
    setText(byId("status"), error.message);
  }
});
byId("reset").addEventListener("click", async () => {
  if (!confirm("Forget all calls, files and jobs, and go back to the settings of the start?"))
    return;
  try {
    await ask("reset", {});
    edited = false;
    setText(byId("status"), "Reset.");
    await look();
  } catch (error) {
    setText(byId("status"), error.message);
  }
});
byId("settings").addEventListener("input", () => {
  edited = true;
  setText(byId("settings-status"), "Not applied yet.");
});
byId("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    void change(readSettings(), "settings-status");
  } catch (error) {
    setText(byId("settings-status"), error.message);
  }
});
byId("discard").addEventListener("click", () => {
  edited = false;
  byId("chances").dataset.shown = "";
  setText(byId("settings-status"), "");
  void look();
});
byId("add-chance").addEventListener("click", () => {
  edited = true;
  addChance("", 5).focus();
});
byId("all-settings").addEventListener("submit", (event) => {
  event.preventDefault();
  try {
    void change(JSON.parse(byId("all").value), "settings-status");
  } catch (error) {
    setText(byId("settings-status"), error.message);
  }
});
byId("filter").addEventListener("input", ({ target }) => {
  for (const row of byId("scenarios").rows)
    row.hidden = !row.textContent.toLowerCase().includes(target.value.toLowerCase());
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !paused) void look();
});

async function begin() {
  const { scenarios, batchScenarios } = await ask("scenarios");
  makeSettings(scenarios.map(({ name }) => name));
  const rows = scenarios.map(({ name, says, argument, ambiguous }) => ({
    key: name,
    cells: [argument ? `${name}:${argument}` : name, ambiguous ? `${says} (ambiguous)` : says],
  }));
  const jobs = Object.entries(batchScenarios).map(([name, says]) => ({
    key: `job ${name}`,
    cells: [name, `A batch job: ${says}`],
  }));
  fill("scenarios", [...rows, ...jobs], "");
  await look();
}
begin().catch((error) => setText(byId("status"), error.message));
