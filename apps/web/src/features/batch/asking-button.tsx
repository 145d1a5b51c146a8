import { ActionIcon, Button } from "@mantine/core";
import { type ReactNode, Suspense } from "react";
import { useQuestion } from "../../ui/use-question.ts";

/** A button that asks something about a batch before it acts; `inRow` says it of which one and makes it a small button in a row of many. */
export function AskingButton(props: {
  label: string;
  inRow: string | undefined;
  icon: ReactNode;
  variant?: "stop";
  /** The question, whose code comes when it is first asked. */
  children: (question: { isOpen: boolean; onClose: () => void }) => ReactNode;
}) {
  const { label, inRow, icon } = props;
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <>
      {inRow === undefined ? (
        <Button
          ref={button}
          onClick={ask}
          leftSection={icon}
          {...(props.variant && { variant: props.variant })}
        >
          {label}
        </Button>
      ) : (
        <ActionIcon ref={button} onClick={ask} aria-label={inRow} title={label}>
          {icon}
        </ActionIcon>
      )}
      {times > 0 ? (
        <Suspense key={times}>{props.children({ isOpen, onClose: close })}</Suspense>
      ) : null}
    </>
  );
}
