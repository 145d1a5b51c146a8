import { RequestRefused } from "./read-request.ts";
import { isScenarioName } from "./scenarios.ts";
import type { ScenarioName } from "./scenarios.ts";

/** One step of a script: a scenario and the words given with it. */
export interface Step {
  name: ScenarioName;
  argument: string | null;
  /** Overrides whether an ambiguous call is billed. */
  billed: boolean | null;
}

const directive = /\[\[([\w\s,:.*/-]+)\]\]/u;
const stepPattern = /^([a-z0-9_]+)((?::[\w./-]+)*)(?:\*(\d{1,5}))?$/u;
const mostSteps = 100_000;

/** What a call does where nothing else was asked for. */
export const okStep: Step = { name: "ok", argument: null, billed: null };

/** Reads `name`, `name:argument`, `name:unbilled` or `name*3`, several with commas between them; throws on an unknown name. */
export function readSteps(text: string): Step[] {
  const steps: Step[] = [];
  for (const item of text.split(",")) {
    const [, name = "", words = "", times = "1"] = stepPattern.exec(item.trim()) ?? [];
    if (!isScenarioName(name))
      throw new RequestRefused(
        `The emulator knows no scenario "${item.trim()}": GET / lists them.`,
      );
    const step: Step = { name, argument: null, billed: null };
    for (const word of words.split(":").slice(1)) {
      if (word === "billed" || word === "unbilled") step.billed = word === "billed";
      else step.argument = word;
    }
    for (let time = 0; time < Number(times) && steps.length < mostSteps; time += 1)
      steps.push(step);
  }
  return steps;
}

/** Finds the steps that a prompt asks for, as in `a fox [[unavailable_503*2,ok]]`, or none. */
export function stepsInPrompt(prompt: string): Step[] {
  const words = directive.exec(prompt)?.[1];
  return words === undefined ? [] : readSteps(words);
}

/** Picks by chance: `random` runs from 0 to below 1 and is compared with the probabilities one after the other. */
export function stepByChance(
  probabilities: Readonly<Record<string, number>>,
  random: number,
): Step {
  let passed = 0;
  for (const [text, probability] of Object.entries(probabilities)) {
    passed += probability;
    if (random < passed) return readSteps(text)[0] ?? okStep;
  }
  return okStep;
}
