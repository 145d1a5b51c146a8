import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconSearchOff, IconStack2 } from "@tabler/icons-react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import classes from "./history.module.css";
import type { HistoryFilter } from "./use-history-filter.ts";

/** What stands there when no batch fits, or none was ever begun: why, and the way on. */
export function NothingFound({ filter }: { filter: HistoryFilter }) {
  const { search } = filter;
  if (!filter.isNarrowed)
    return (
      <div className={classes.nothing}>
        <IconStack2 size={28} stroke={1.4} aria-hidden />
        <p>
          <Trans>
            No batches yet. <Link to={addresses.configure}>Paste a few prompts</Link>, or try the
            simulator.
          </Trans>
        </p>
      </div>
    );
  return (
    <div className={classes.nothing}>
      <IconSearchOff size={28} stroke={1.4} aria-hidden />
      <p>
        {search === "" ? (
          <Trans>No batch is in this state.</Trans>
        ) : filter.status === undefined ? (
          <Trans>No batch has “{search}” in its name, model or first prompt.</Trans>
        ) : (
          <Trans>No batch in this state has “{search}” in its name, model or first prompt.</Trans>
        )}
      </p>
      <Button
        onClick={() => {
          filter.clear();
          document.querySelector<HTMLElement>("main h1")?.focus();
        }}
      >
        <Trans>Show all batches</Trans>
      </Button>
    </div>
  );
}
