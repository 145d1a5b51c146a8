import { batchScenarios } from "./batches/batch-scenarios.ts";
import { scenarios } from "./scenarios.ts";

/** How to use the emulator and every scenario by name, as plain text. */
export function scenarioPage(url: string): string {
  const names = Object.entries(scenarios);
  const widest = Math.max(...names.map(([name]) => name.length));
  const lines = names.map(([name, scenario]) => {
    const argument = scenario.argument ? `  (${name}:${scenario.argument})` : "";
    return `  ${name.padEnd(widest)}  ${scenario.says}${argument}${scenario.ambiguous ? "  [ambiguous]" : ""}`;
  });
  const batchLines = Object.entries(batchScenarios).map(
    ([name, says]) => `  ${name.padEnd(widest)}  ${says}`,
  );
  return `Gemini, emulated: nothing here is paid, and nothing is drawn by a model.

Use it:      GEMINI_BASE_URL=${url} npm start      with any API key
             FAL_BASE_URL=${url}/fal   REPLICATE_BASE_URL=${url}/replicate   BFL_BASE_URL=${url}/bfl
             ${url}/a1111   ${url}/comfyui   ${url}/vertex/v1/projects/{project}/locations/{location}
In a prompt: a red fox [[unavailable_503*2,rate_minute:2.5,ok]]
             call by call; the last step stays; :billed or :unbilled decides what a call marked [ambiguous] costs
By HTTP:     POST ${url}/control/configure   {"script": ["ok*3", "reset_mid_body"], "probabilities": {"internal_500": 0.1}, ...}
             POST ${url}/control/reset       forget all, settings as at the start
             POST ${url}/control/release     let hung calls have their answer
             GET  ${url}/control/bill        what was charged
             GET  ${url}/control/calls       every call
             GET  ${url}/control/state       all that the page shows: ${url} in a browser
             GET  ${url}/control/scenarios   this list as JSON

Scenarios:
${lines.join("\n")}

Scenarios of batch jobs, in "batchScript" or in a job's name, as in "night run [[stuck]]":
${batchLines.join("\n")}

docs/emulator.md tells every setting.
`;
}
