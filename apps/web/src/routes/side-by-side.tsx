import type { Execution } from "@bunch/contracts/execution";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";

/** The way from a batch to what other models draw of the same prompts; nothing where it was started alone. */
export function SideBySide({ execution }: { execution: Execution }) {
  const { set_id: setId } = execution;
  if (setId === null) return null;
  return (
    <p className="small">
      <Link to={addresses.set(setId)}>
        <Trans>Side by side with the other models</Trans>
      </Link>
    </p>
  );
}
