import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import classes from "./dialog.module.css";

/** Asks once more: what happens, the way back first, then what was asked for. */
export function Confirm(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  children: ReactNode;
  keep: string;
  act: string;
  /** What it says while it is done. */
  acting: string;
  isPending: boolean;
  /** Why it could not be done. */
  problem: string | null;
  onAct: () => void;
  /** It takes something away. */
  isStop?: boolean;
}) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeLabel={props.closeLabel}
    >
      <div className={classes.words}>{props.children}</div>
      {props.problem === null ? null : (
        <p className={classes.error} role="alert">
          {props.problem}
        </p>
      )}
      <div className={classes.choices}>
        <Button data-autofocus onClick={props.onClose}>
          {props.keep}
        </Button>
        <Button
          variant={props.isStop ? "stop" : "go"}
          aria-disabled={props.isPending || undefined}
          onClick={() => props.isPending || props.onAct()}
        >
          {props.isPending ? props.acting : props.act}
        </Button>
      </div>
    </Dialog>
  );
}
