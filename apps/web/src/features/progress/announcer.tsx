import type { ExecutionStatus, Stats } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { useFormats } from "../../language/use-formats.ts";

const quietMs = 30_000;

/** Tells screen readers how far it is, politely: at every tenth, or after half a minute with news. */
export function Announcer(props: { stats: Stats; status: ExecutionStatus }) {
  const { t } = useLingui();
  const formats = useFormats();
  const { stats } = props;
  const done = stats.successful + stats.failed + stats.cancelled;
  const total = formats.number(stats.total_results);
  const { failed } = stats;
  const words =
    failed > 0
      ? t`${plural(done, { one: `# of ${total} pictures done`, other: `# of ${total} pictures done` })}, ${plural(failed, { one: "# did not come out", other: "# did not come out" })}`
      : t`${plural(done, { one: `# of ${total} pictures done`, other: `# of ${total} pictures done` })}`;
  const tenth = Math.floor(stats.completion_percentage / 10);
  const last = useRef({ tenth: -1, at: 0, done: -1 });
  const [said, setSaid] = useState("");
  useEffect(() => {
    const { current } = last;
    const isNewTenth = tenth !== current.tenth;
    const isLongAgo = done !== current.done && Date.now() - current.at > quietMs;
    if (!isNewTenth && !isLongAgo) return;
    last.current = { tenth, done, at: Date.now() };
    setSaid(words);
  }, [tenth, done, words]);
  return (
    <p className="unseen" aria-live="polite">
      {said}
    </p>
  );
}
