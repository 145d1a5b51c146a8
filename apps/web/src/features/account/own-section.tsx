import { useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Refusal } from "../../ui/refusal.tsx";
import { Section } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import classes from "./account.module.css";

/** A list of what is one's own, with a button that asks for one more; why it cannot be had, where that is so. */
export function OwnSection(props: {
  id: string;
  title: string;
  about: ReactNode;
  /** What the button says. */
  add: ReactNode;
  /** What it opens: another one each time, so that it begins empty. */
  dialog: ComponentType<{ isOpen: boolean; onClose: () => void }>;
  list: { data: unknown; error: unknown; refetch: () => unknown };
  /** Shown once the list is there. */
  children: ReactNode;
}) {
  const { i18n } = useLingui();
  const { list, dialog: Dialog } = props;
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <Section
      id={props.id}
      title={props.title}
      about={props.about}
      action={
        <Button
          ref={button}
          onClick={ask}
          leftSection={<IconPlus size={20} stroke={1.6} aria-hidden />}
        >
          {props.add}
        </Button>
      }
    >
      {times > 0 ? <Dialog key={times} isOpen={isOpen} onClose={close} /> : null}
      {list.data === undefined ? (
        <div className={classes.note}>
          <Refusal
            words={i18n._(requestProblem(asRefused(list.error)))}
            onAgain={() => void list.refetch()}
          />
        </div>
      ) : (
        props.children
      )}
    </Section>
  );
}
