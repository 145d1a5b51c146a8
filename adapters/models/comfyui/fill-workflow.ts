import { withPlaceholders } from "./placeholders.ts";
import type { KnownWorkflow } from "./read-workflow.ts";
import { inputsOf } from "./workflow.ts";
import type { Place, Workflow } from "./workflow.ts";

/** What is one picture's own. */
type WorkflowValues = {
  prompt: string;
  sides: readonly [number, number];
  seed: number;
  /** What the server calls the pictures that were uploaded; a place without one keeps what the workflow has there. */
  references: readonly string[];
};

/** Puts a picture's own values into a workflow, which stays as it is. */
export function fillWorkflow(known: KnownWorkflow, values: WorkflowValues): Workflow {
  const { workflow } = known;
  const [width, height] = values.sides;
  const set: [Place, string | number][] = [
    ...known.prompt.map((place): [Place, string] => [place, values.prompt]),
    ...known.seed.map((place): [Place, number] => [place, values.seed]),
    ...known.width.map((place): [Place, number] => [place, width]),
    ...known.height.map((place): [Place, number] => [place, height]),
    ...known.references.flatMap((place, index): [Place, string][] => {
      const name = values.references[index];
      return name === undefined ? [] : [[place, name]];
    }),
  ];
  const named = {
    prompt: values.prompt,
    seed: values.seed,
    width,
    height,
    ...Object.fromEntries(values.references.map((name, index) => [`reference_${index + 1}`, name])),
  };
  return Object.fromEntries(
    Object.entries(workflow).map(([node, one]) => {
      const inputs = {
        // Placeholders before values: what looks like one in a prompt is the prompt's.
        ...Object.fromEntries(
          Object.entries(inputsOf(workflow, node)).map(([input, value]) => [
            input,
            withPlaceholders(value, named),
          ]),
        ),
        ...Object.fromEntries(
          set.filter(([place]) => place.node === node).map(([{ input }, value]) => [input, value]),
        ),
      };
      return [node, { ...one, inputs }];
    }),
  );
}
