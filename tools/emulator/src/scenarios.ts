import { answerScenarios } from "./answer-scenarios.ts";
import { errorScenarios } from "./error-scenarios.ts";
import { faultScenarios } from "./fault-scenarios.ts";
import { jobScenarios } from "./job-scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** The names of all scenarios. */
export type ScenarioName =
  | keyof typeof answerScenarios
  | keyof typeof errorScenarios
  | keyof typeof faultScenarios
  | keyof typeof jobScenarios;

/** Everything the emulated provider can do with a call, by name. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  ...answerScenarios,
  ...errorScenarios,
  ...faultScenarios,
  ...jobScenarios,
};

/** Tells whether a word is the name of a scenario. */
export function isScenarioName(word: string): word is ScenarioName {
  return Object.hasOwn(scenarios, word);
}
