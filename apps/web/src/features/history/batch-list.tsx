import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { requestProblem } from "../../language/request-problem.ts";
import card from "../../ui/card.module.css";
import { Note } from "../../ui/note.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { BatchRow } from "./batch-row.tsx";
import classes from "./history.module.css";

const pageSize = 20;

/** All batches, newest first, a page at a time. */
export function BatchList(props: {
  /** What can be done with a batch, beside opening it. */
  actionOf: (execution: Execution, name: string) => ReactNode;
}) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const batches = useInfiniteQuery({
    queryKey: ["executions", "list"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      client.listExecutions({ limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.data.some((batch) => batch.status === "processing")
        ? 5000
        : false,
  });
  if (batches.isPending)
    return (
      <Waiting>
        <Trans>Looking up your batches</Trans>
      </Waiting>
    );
  if (!batches.data)
    return (
      <Note
        kind="problem"
        role="alert"
        action={
          <Button onClick={() => void batches.refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {i18n._(requestProblem(asRefused(batches.error)))}
      </Note>
    );
  const list = batches.data.pages.flatMap((page) => page.data);
  if (list.length === 0)
    return (
      <p className={classes.empty}>
        <Trans>
          No batches yet. <Link to={addresses.configure}>Paste a few prompts</Link>, or try the
          simulator.
        </Trans>
      </p>
    );
  return (
    <>
      <ul className={`${card.card} ${classes.list}`} aria-label={t`Batches`}>
        {list.map((execution) => (
          <BatchRow key={execution.id} execution={execution} actionOf={props.actionOf} />
        ))}
      </ul>
      {list.some(({ stats }) => stats.possible_cost > 0) ? (
        <p className={`${classes.explained} small muted`}>
          <Trans>
            “Up to … more”: Google may have charged for calls whose answer never reached us.
          </Trans>
        </p>
      ) : null}
      {batches.hasNextPage ? (
        <div className={classes.more}>
          <Button
            aria-disabled={batches.isFetchingNextPage || undefined}
            onClick={() => batches.isFetchingNextPage || void batches.fetchNextPage()}
          >
            <Trans>Show more</Trans>
          </Button>
        </div>
      ) : null}
    </>
  );
}
