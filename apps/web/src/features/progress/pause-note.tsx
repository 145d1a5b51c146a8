import type { Execution, WaitReason } from "@bunch/contracts/execution";
import type { ResumeRequest } from "@bunch/contracts/execution-request";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useKeyWish } from "../../api/use-key-wish.ts";
import { keysKey } from "../../api/use-keys.ts";
import { resultsInState } from "../../api/results-in-state.ts";
import { useFreeAgain } from "../../api/use-limits.ts";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import { useClient } from "../../api/client-context.ts";
import { pauseWords } from "../../language/pause-words.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { PromptsAgain, type OnPrompts } from "../../results/prompts-again.tsx";
import { LimitWay } from "../../ui/limit-way.tsx";
import { Note } from "../../ui/note.tsx";
import classes from "./processing.module.css";
import { ResumeForm } from "./resume-form.tsx";
import { type CapRoom, capRoom } from "./suggest-cap.ts";

/** Why the batch rests, what the provider said, and the one thing that makes it go on. */
export function PauseNote(props: {
  execution: Execution;
  reason: WaitReason;
  onPrompts: OnPrompts;
}) {
  const { execution, reason } = props;
  const { i18n } = useLingui();
  const formats = useFormats();
  const client = useClient();
  const queries = useQueryClient();
  const vendor = useVendorOf()(execution.model);
  const { title, advice, remedy } = pauseWords(reason.code, vendor);
  const key = useKeyWish(execution.model, remedy === "another_key");
  const resume = useMutation({
    mutationFn: async (wish: ResumeRequest) =>
      client.resume(execution.id, { ...wish, ...(await key.settle()) }),
    onError: (cause) => {
      if (asRefused(cause).error.details?.field === "key_id")
        void queries.invalidateQueries({ queryKey: keysKey });
    },
  });
  const refused = resume.error ? asRefused(resume.error) : null;
  const freeAt = useFreeAgain(refused);
  const room = remedy === "raise_cap" ? capRoom(execution) : null;
  const until = reason.until === null ? null : formats.until(reason.until, new Date());
  const isOurs = reason.code === "user" || reason.code === "cap";
  const kind = isOurs ? "paused" : reason.until === null ? "problem" : "waiting";
  return (
    <Note kind={kind} role={isOurs ? "status" : "alert"}>
      <p>
        <strong>{i18n._(title)}</strong> {i18n._(advice)}{" "}
        {until === null ? null : <Trans>Goes on: {until}.</Trans>}
      </p>
      {room ? <CapFigures room={room} cap={execution.max_cost ?? 0} /> : null}
      {isOurs || reason.message === "" ? null : (
        <details className={classes.said}>
          <summary>
            <Trans>Word for word, in English</Trans>
          </summary>
          <p lang="en">{reason.message}</p>
        </details>
      )}
      <ResumeForm
        remedy={remedy}
        room={room}
        left={execution.stats.pending - execution.stats.undecided}
        wish={key}
        isPending={resume.isPending}
        onResume={(wish) => resume.mutate(wish)}
      />
      {remedy === "new_batch" ? (
        <div className={classes.remedy}>
          <PromptsAgain
            execution={execution}
            load={(signal) => resultsInState(client, execution.id, "pending", signal)}
            onPrompts={props.onPrompts}
          >
            <Plural
              value={execution.stats.pending}
              one="New batch with this prompt"
              other="New batch with these prompts"
            />
          </PromptsAgain>
        </div>
      ) : null}
      {refused ? (
        <p className={classes.wrong} role="alert">
          {i18n._(requestProblem(refused))}{" "}
          {refused.error.code === "over_limit" ? <LimitWay freeAt={freeAt} /> : null}
        </p>
      ) : null}
    </Note>
  );
}

/** What is spent and left of it, and why the next picture does not fit. */
function CapFigures({ room, cap }: { room: CapRoom; cap: number }) {
  const formats = useFormats();
  const spent = formats.total(room.spent);
  const whole = formats.total(cap);
  const left = formats.total(room.left);
  const next = formats.each(room.next);
  return (
    <p className={classes.said}>
      <Trans>
        Spent: {spent} of {whole}, possible charges included. Left: {left}. The next picture may
        cost up to {next}.
      </Trans>
    </p>
  );
}
