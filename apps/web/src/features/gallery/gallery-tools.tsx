import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconKeyboard, IconPhoto } from "@tabler/icons-react";
import { memo, useId, useState } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Choice } from "../../ui/choice.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import classes from "./gallery-tools.module.css";
import type { Filter, Show } from "./show.ts";
import { tileSizes } from "./tile-columns.ts";

/** Above the light table: which pictures, how large, and what the keys do. */
export const GalleryTools = memo(function GalleryTools(props: {
  filter: Filter;
  onFilter: (part: Partial<Filter>) => void;
  counts: Record<Show, number>;
  hasStacks: boolean;
  tilePx: number;
  onTilePx: (px: number) => void;
  onHelp: () => void;
  /** The batch, as long as it goes on and its progress can be seen. */
  running: Execution | null;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const { counts, filter, onFilter: change, running } = props;
  const [isMoreOpen, setMoreOpen] = useState(false);
  const moreId = useId();
  const isNarrowed = filter.stars !== "any" || filter.rejected !== "shown";
  const stars = (count: string) => t`★ ${count} and more`;
  return (
    <div className={classes.tools}>
      <Segments<Show>
        label={t`Show`}
        value={filter.show}
        onChange={(show) => change({ show })}
        segments={[
          { value: "all", label: t`All`, count: formats.number(counts.all) },
          { value: "success", label: t`Success`, count: formats.number(counts.success) },
          { value: "failed", label: t`Failed`, count: formats.number(counts.failed) },
        ]}
      />
      <div className={classes.search} role="search">
        <SearchField
          label={t`Search the prompts`}
          search={filter.search}
          onSearch={(search) => change({ search })}
        />
      </div>
      <ActionIcon
        className={classes.more ?? ""}
        aria-label={t`Rating and size`}
        aria-expanded={isMoreOpen}
        aria-controls={moreId}
        data-narrowed={isNarrowed || undefined}
        onClick={() => setMoreOpen(!isMoreOpen)}
      >
        <IconAdjustmentsHorizontal size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      {running ? (
        <Link className={classes.running} to={addresses.processing(running.id)}>
          {running.status === "paused" ? (
            <Trans>Paused: see how far it is</Trans>
          ) : (
            <Trans>Still running: see how far it is</Trans>
          )}
        </Link>
      ) : null}
      <div id={moreId} className={classes.looks} data-closed={!isMoreOpen || undefined}>
        {props.hasStacks ? (
          <Segments<"all" | "stacked">
            label={t`Pictures of one prompt`}
            value={filter.isStacked ? "stacked" : "all"}
            onChange={(value) => change({ isStacked: value === "stacked" })}
            segments={[
              { value: "all", label: t`Side by side` },
              { value: "stacked", label: t`Stacked` },
            ]}
          />
        ) : null}
        <div className={classes.rating}>
          <Choice<Filter["stars"]>
            label={t`Rating`}
            isInline
            value={filter.stars}
            onChange={(value) => change({ stars: value })}
            options={[
              { value: "any", text: t`Any` },
              { value: "1", text: stars("1") },
              { value: "2", text: stars("2") },
              { value: "3", text: stars("3") },
              { value: "4", text: stars("4") },
              { value: "5", text: t`★ 5` },
              { value: "none", text: t`Without stars` },
            ]}
          />
        </div>
        <div className={classes.rating}>
          <Choice<Filter["rejected"]>
            label={t`Rejected ones`}
            isInline
            value={filter.rejected}
            onChange={(value) => change({ rejected: value })}
            options={[
              { value: "shown", text: t`Shown` },
              { value: "hidden", text: t`Hidden` },
              { value: "only", text: t`Only these` },
            ]}
          />
        </div>
        <label className={classes.size}>
          <IconPhoto size={16} stroke={1.6} aria-hidden />
          <span className="unseen">{t`Size of the pictures`}</span>
          <input
            type="range"
            min={tileSizes.least}
            max={tileSizes.most}
            step={8}
            value={props.tilePx}
            onChange={(event) => props.onTilePx(Number(event.target.value))}
          />
          <IconPhoto size={20} stroke={1.6} aria-hidden />
        </label>
        <ActionIcon
          className={classes.keys ?? ""}
          aria-label={t`What the keys do`}
          onClick={props.onHelp}
        >
          <IconKeyboard size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
});
