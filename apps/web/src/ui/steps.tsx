import { IconCheck } from "@tabler/icons-react";
import { Link } from "react-router";
import classes from "./steps.module.css";

export type Step = {
  name: string;
  state: "done" | "current" | "ahead";
  /** Where it stands, when one can go there. */
  to?: string | undefined;
};

/** The wizard's way in words: what is done, where one stands, what comes. */
export function Steps(props: { label: string; steps: Step[] }) {
  return (
    <ol className={classes.steps} aria-label={props.label}>
      {props.steps.map((step, index) => (
        <li key={step.name} data-state={step.state}>
          <StepName step={step} number={index + 1} />
        </li>
      ))}
    </ol>
  );
}

function StepName({ step, number }: { step: Step; number: number }) {
  const badge = (
    <b aria-hidden={step.state === "done" || undefined}>
      {step.state === "done" ? <IconCheck size={12} stroke={2.6} aria-hidden /> : number}
    </b>
  );
  if (step.state === "current")
    return (
      <span aria-current="step">
        {badge}
        <span>{step.name}</span>
      </span>
    );
  if (step.to)
    return (
      <Link to={step.to}>
        {badge}
        <em>{step.name}</em>
      </Link>
    );
  return (
    <span>
      {badge}
      <em>{step.name}</em>
    </span>
  );
}
