import type { Waiting } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import { waitingAdvice, waitingTitle } from "../../language/waiting-words.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Note } from "../../ui/note.tsx";

/** By whom the pace is limited and until when; it leaves when that moment has passed. */
export function WaitingNote({ waiting, model }: { waiting: Waiting; model: string }) {
  const { i18n } = useLingui();
  const formats = useFormats();
  const vendor = useVendorOf()(model);
  const [isPast, setIsPast] = useState(false);
  useEffect(() => {
    setIsPast(false);
    if (waiting.until === null) return;
    const restMs = new Date(waiting.until).getTime() - Date.now();
    const timer = window.setTimeout(() => setIsPast(true), Math.min(Math.max(0, restMs), 2 ** 30));
    return () => window.clearTimeout(timer);
  }, [waiting.until]);
  if (isPast) return null;
  const title = waitingTitle(waiting, vendor);
  const until = waiting.until === null ? null : formats.until(waiting.until, new Date());
  return (
    <Note kind="waiting" role="status">
      <strong>{i18n._(title)}</strong>{" "}
      {until === null ? null : (
        <>
          <Trans>The next ones start at {until}.</Trans>{" "}
        </>
      )}
      {i18n._(waitingAdvice(waiting, vendor))}
    </Note>
  );
}
