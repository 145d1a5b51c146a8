import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { patchExecution } from "../../api/patch-execution.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Field } from "../../ui/field.tsx";
import classes from "./batch.module.css";

/** Another name for a batch, where its name stands: Enter keeps it, Escape leaves the old one, nothing takes the name away. */
export function RenameField(props: { execution: Execution; onDone: () => void }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const formats = useFormats();
  const problemId = useId();
  const { execution, onDone } = props;
  const [typed, setTyped] = useState(execution.name ?? "");
  const moment = formats.shortMoment(execution.created_at);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const rename = useMutation({
    mutationFn: () => client.rename(execution.id, { name: typed }),
    onSuccess: ({ name }) => {
      patchExecution(queries, execution.id, (before) => ({ ...before, name }));
      onDone();
    },
  });
  const save = () => {
    if (rename.isPending) return;
    if (typed.trim() === (execution.name ?? "")) onDone();
    else rename.mutate();
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDone();
  };
  return (
    <form
      className={classes.rename}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field isWrong={rename.isError}>
        <input
          ref={input}
          type="text"
          enterKeyHint="done"
          autoComplete="off"
          aria-label={t`Name of the batch`}
          aria-invalid={rename.isError || undefined}
          aria-describedby={rename.isError ? problemId : undefined}
          placeholder={t`Batch of ${moment}`}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onEscape}
        />
      </Field>
      <ActionIcon
        type="submit"
        onKeyDown={onEscape}
        aria-label={t`Keep this name`}
        title={t`Keep this name`}
        aria-disabled={rename.isPending || undefined}
      >
        <IconCheck size={20} stroke={1.8} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label={t`Leave the old name`}
        title={t`Leave the old name`}
        onClick={onDone}
        onKeyDown={onEscape}
      >
        <IconX size={20} stroke={1.8} aria-hidden />
      </ActionIcon>
      {rename.error ? (
        <p id={problemId} className={classes.renameError} role="alert">
          {i18n._(requestProblem(asRefused(rename.error)))}
        </p>
      ) : null}
    </form>
  );
}
