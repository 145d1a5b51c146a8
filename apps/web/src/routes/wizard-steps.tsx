import { useLingui } from "@lingui/react/macro";
import { addresses } from "../addresses.ts";
import { Steps } from "../ui/steps.tsx";

/** The wizard's four steps, with those behind as ways back. */
export function WizardSteps(props: { current: 1 | 2 | 3 | 4 }) {
  const { t } = useLingui();
  const steps = [
    { name: t`Configure`, to: addresses.configure },
    { name: t`Review`, to: addresses.review },
    { name: t`Processing`, to: undefined },
    { name: t`Results`, to: undefined },
  ];
  return (
    <Steps
      label={t`Steps`}
      steps={steps.map((step, index) => {
        const number = index + 1;
        if (number === props.current) return { name: step.name, state: "current" };
        // Once a batch runs its settings cannot be changed: the first steps are behind, not open.
        const isOpen = props.current <= 2;
        return number < props.current
          ? { name: step.name, state: "done", to: isOpen ? step.to : undefined }
          : { name: step.name, state: "ahead" };
      })}
    />
  );
}
