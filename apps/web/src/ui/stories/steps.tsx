import { type Step, Steps } from "../steps.tsx";
import type { Say, Stories, Story } from "../story.tsx";

const names = (say: Say) => [
  say("Configure", "Configurer"),
  say("Review", "Vérifier"),
  say("Processing", "Traitement"),
  say("Results", "Résultats"),
];

const of =
  (at: number): Story =>
  ({ say }) => (
    <Steps
      label={say(`The way, step ${at + 1}`, `Le chemin, étape ${at + 1}`)}
      steps={names(say).map((name, index): Step => {
        if (index === at) return { name, state: "current" };
        if (index < at) return { name, state: "done", to: "/before" };
        return { name, state: "ahead" };
      })}
    />
  );

export const stories: Stories = { "the first": of(0), "in between": of(1), "the last": of(3) };
