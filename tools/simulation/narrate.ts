import type { Acts } from "./acts.ts";
import type { Plant } from "./planted-bugs.ts";

/** What everybody does all the time, and what hides the story. */
const dull = new Set(["list", "beat", "orphans", "takeBackUnclaimed", "resumeDue", "holdLease"]);
const mostWords = 160;

/** Tells each step at its time, for whoever reads how a promise came to be broken. */
export function narrate(plant: Plant, tell: (line: string) => void): Plant {
  return (acts, database) => {
    const planted = plant(acts, database);
    const told = Object.entries(planted).map(([door, verbs]) => [
      door,
      Object.fromEntries(
        Object.entries(verbs).map(([verb, act]: [string, Act]) => [
          verb,
          (...input: never[]) => {
            const answer = act(...input);
            if (!dull.has(verb))
              tell(
                `${(database.nowMs / 1000).toFixed(3).padStart(10)} s  ${door}.${verb} ${shortly(input[0])} → ${shortly(answer)}`,
              );
            return answer;
          },
        ]),
      ),
    ]);
    return Object.fromEntries(told) as Acts;
  };
}

type Act = (...input: never[]) => unknown;

function shortly(value: unknown): string {
  const words = JSON.stringify(value) ?? "nothing";
  return words.length > mostWords ? `${words.slice(0, mostWords)}…` : words;
}
