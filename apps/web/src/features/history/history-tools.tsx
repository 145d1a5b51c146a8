import { executionStatuses, type ExecutionStatus } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { batchStateWords } from "../../results/batch-state-words.ts";
import { Choice } from "../../ui/choice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import classes from "./history.module.css";
import type { HistoryFilter } from "./use-history-filter.ts";

/** Above the history: what is looked for, and in which state. */
export function HistoryTools({ filter }: { filter: HistoryFilter }) {
  const { i18n, t } = useLingui();
  return (
    <div className={classes.tools} role="search">
      <div className={classes.search}>
        <SearchField
          label={t`Search names and prompts`}
          search={filter.search}
          onSearch={filter.setSearch}
        />
      </div>
      <Choice<ExecutionStatus | "">
        isInline
        label={t`State`}
        value={filter.status ?? ""}
        onChange={filter.setStatus}
        options={[
          { value: "", text: t`all` },
          ...executionStatuses.map((one) => ({ value: one, text: i18n._(batchStateWords(one)) })),
        ]}
      />
    </div>
  );
}
