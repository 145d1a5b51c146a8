import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import classes from "./batch.module.css";
import { RenameField } from "./rename-field.tsx";

/** A page's heading that is the batch's name, with a pencil to change it there. */
export function RenameTitle(props: { execution: Execution; heading: ReactNode }) {
  const { t } = useLingui();
  const [isRenamed, setRenamed] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  return (
    <div className={classes.title} data-renamed={isRenamed || undefined}>
      {/* It stays for those who hear the page: a page without a heading has no name. */}
      <div className={isRenamed ? "unseen" : undefined}>{props.heading}</div>
      {isRenamed ? (
        <RenameField
          execution={props.execution}
          onDone={() => {
            setRenamed(false);
            window.setTimeout(() => pencil.current?.focus());
          }}
        />
      ) : (
        <ActionIcon
          ref={pencil}
          aria-label={t`Rename this batch`}
          title={t`Rename`}
          onClick={() => setRenamed(true)}
        >
          <IconPencil size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
