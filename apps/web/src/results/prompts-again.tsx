import type { RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { requestProblem } from "../language/request-problem.ts";

/** Which prompts, where they have to be asked for first. */
type Load = (signal: AbortSignal) => Promise<readonly Result[]> | readonly Result[];

/** Puts prompts of a batch into the next one and leads there; or tells what was refused, and nothing has changed. */
export type OnPrompts = (
  execution: Execution,
  load: Load,
  signal: AbortSignal,
) => Promise<RequestRefused | null>;

/** The way from prompts that were drawn, or could not be, to a new batch with them. */
export function PromptsAgain(props: {
  execution: Execution;
  load: Load;
  onPrompts: OnPrompts;
  size?: "sm";
  children: ReactNode;
}) {
  const { i18n } = useLingui();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const again = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      return props.onPrompts(props.execution, props.load, stop.current.signal);
    },
  });
  return (
    <>
      <Button
        {...(props.size && { size: props.size })}
        aria-disabled={again.isPending || undefined}
        leftSection={
          <IconPencil size={props.size ? 16 : 20} stroke={props.size ? 1.8 : 1.6} aria-hidden />
        }
        onClick={() => again.isPending || again.mutate()}
      >
        {props.children}
      </Button>
      {again.data ? (
        <p className="small" role="alert">
          {i18n._(requestProblem(again.data))}
        </p>
      ) : null}
    </>
  );
}
