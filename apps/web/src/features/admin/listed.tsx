import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useAreNamesComing } from "../../api/use-model-name.ts";
import type { Pages } from "../../api/use-pages.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Refusal } from "../../ui/refusal.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import classes from "./admin.module.css";

/** A list in each of its states: on its way, refused, empty, there, and more of it. */
export function Listed<Item>(props: {
  pages: Pages<Item>;
  waiting: string;
  empty: ReactNode;
  children: (list: Item[]) => ReactNode;
}) {
  const { i18n } = useLingui();
  const { pages } = props;
  const areNamesComing = useAreNamesComing();
  if (pages.isPending || areNamesComing) return <Waiting>{props.waiting}</Waiting>;
  if (pages.list === null)
    return (
      <Refusal
        words={i18n._(requestProblem(asRefused(pages.error)))}
        onAgain={() => void pages.refetch()}
      />
    );
  if (pages.list.length === 0) return <p className={classes.empty}>{props.empty}</p>;
  return (
    <>
      {props.children(pages.list)}
      {pages.hasNextPage ? (
        <div className={classes.more}>
          <Button
            aria-disabled={pages.isFetchingNextPage || undefined}
            onClick={() => pages.isFetchingNextPage || void pages.fetchNextPage()}
          >
            <Trans>Show more</Trans>
          </Button>
        </div>
      ) : null}
    </>
  );
}
