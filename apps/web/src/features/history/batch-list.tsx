import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useId } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useAreNamesComing } from "../../api/use-model-name.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { useFreshAddresses } from "../../results/use-fresh-addresses.ts";
import card from "../../ui/card.module.css";
import { Note } from "../../ui/note.tsx";
import { BatchRow, type RowWays } from "./batch-row.tsx";
import { ComingRows } from "./coming-rows.tsx";
import { type DayGroup, dayGroupOf, inDayGroups } from "./day-groups.ts";
import classes from "./history.module.css";
import { HistoryTools } from "./history-tools.tsx";
import { NothingFound } from "./nothing-found.tsx";
import { useBatches, useLiveBatches, useOpenBatches } from "./use-batches.ts";
import { useHistoryFilter } from "./use-history-filter.ts";

/** All batches: what needs its owner, what is under way, then the rest by day, a page at a time. */
export function BatchList(props: RowWays) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  useFreshAddresses();
  const filter = useHistoryFilter();
  const batches = useBatches(filter);
  // What stands above the rest stays as long as the rest does, until the answer to a search is there.
  const open = useOpenBatches(!filter.isNarrowed || batches.isPlaceholderData);
  const areNamesComing = useAreNamesComing();
  // What is under way stands above the rest: come by itself, either would push the other about.
  const isComing = batches.isPending || open.isComing || areNamesComing;
  const list = batches.data?.pages.flatMap((page) => page.data) ?? [];
  useLiveBatches([...open.needsYou, ...open.underWay, ...list]);
  const above = new Set([...open.needsYou, ...open.underWay].map(({ id }) => id));
  const now = new Date();
  const days = inDayGroups(
    list.filter(({ id }) => !above.has(id)),
    now,
  );
  const moment = (execution: Execution) => {
    const group = dayGroupOf(execution.created_at, now);
    return group === "today" || group === "week"
      ? whenOf(group, execution)
      : formats.shortMoment(execution.created_at);
  };
  const isEmpty = list.length === 0 && above.size === 0;
  const groups = [
    { key: "needs you", title: t`Needs you`, items: open.needsYou, when: moment },
    { key: "under way", title: t`Under way`, items: open.underWay, when: moment },
    ...days.map(({ key, group, items }) => ({
      key,
      title: titleOf(group),
      items,
      when: (execution: Execution) => whenOf(group, execution),
    })),
  ];

  function titleOf(group: DayGroup): string {
    switch (group) {
      case "today":
        return t`Today`;
      case "yesterday":
        return t`Yesterday`;
      case "week":
        return t`The last seven days`;
      default: {
        // French begins a month with a small letter, which a heading does not.
        const month = formats.month(group.month);
        return month.charAt(0).toLocaleUpperCase(i18n.locale) + month.slice(1);
      }
    }
  }

  function whenOf(group: DayGroup, execution: Execution): string {
    const begun = new Date(execution.created_at);
    if (group === "today" || group === "yesterday") return formats.clock(begun);
    const day = formats.weekday(execution.created_at);
    return `${day}, ${formats.clock(begun)}`;
  }

  return (
    <>
      {isEmpty && !filter.isNarrowed && batches.isSuccess && !isComing ? null : (
        <HistoryTools filter={filter} />
      )}
      {batches.error ? (
        <div className={classes.problem}>
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
        </div>
      ) : null}
      {isComing ? (
        <ComingRows>
          <Trans>Looking up your batches</Trans>
        </ComingRows>
      ) : null}
      {batches.isSuccess && !isComing && isEmpty ? <NothingFound filter={filter} /> : null}
      <div className={classes.groups} data-stale={batches.isPlaceholderData || undefined}>
        {groups.map(({ key, title, items, when }) =>
          isComing || items.length === 0 ? null : (
            <Group key={key} title={title} needsYou={key === "needs you"}>
              {items.map((execution) => (
                <BatchRow
                  key={execution.id}
                  execution={execution}
                  when={when(execution)}
                  actionsOf={props.actionsOf}
                  renameOf={props.renameOf}
                />
              ))}
            </Group>
          ),
        )}
      </div>
      {list.some(({ stats }) => stats.possible_cost > 0) ? (
        <p className={`${classes.explained} small muted`}>
          <Trans>“Up to … more”: calls whose answer never reached us may have been charged.</Trans>
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
      <p className="unseen" aria-live="polite">
        {filter.isNarrowed && batches.isSuccess && !batches.isPlaceholderData
          ? batches.hasNextPage
            ? t`The first ${list.length} batches found are shown`
            : t`${plural(list.length, { one: "# batch found", other: "# batches found" })}`
          : ""}
      </p>
    </>
  );
}

function Group(props: { title: string; needsYou: boolean; children: React.ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} data-needs-you={props.needsYou || undefined}>
      <h2 id={id} className={classes.day}>
        {props.title}
      </h2>
      <ul className={`${card.card} ${classes.list}`} aria-labelledby={id}>
        {props.children}
      </ul>
    </section>
  );
}
