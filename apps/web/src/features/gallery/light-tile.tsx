import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconStack2, IconStarFilled, IconX } from "@tabler/icons-react";
import { memo, useId, useMemo } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { type SlotState, slotStateOf } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { PictureTile } from "../../ui/picture-tile.tsx";
import { BareTile } from "./bare-tile.tsx";
import { DoubtWords, FailureWords } from "./failure-words.tsx";
import classes from "./light-table.module.css";
import type { LightTileProps } from "./light-tile-props.ts";
import { outlinedState } from "./outlined-state.ts";
import { TileCell } from "./tile-cell.tsx";
import { useDownloadLink } from "./use-download-link.ts";

/** One picture of the light table, with its number, its stars and the box that picks it. Clicks are the table's. */
export const LightTile = memo(function LightTile(props: LightTileProps) {
  return props.isBare && !props.isActive ? <BareTile {...props} /> : <WholeTile {...props} />;
});

function WholeTile(props: LightTileProps) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const { execution, result, slot, stars } = props;
  const number = pictureNumber(placeOf(slot, execution.variations), execution.variations);
  const isPaused = execution.status === "paused";
  const state = result ? slotStateOf(result, isPaused) : outlinedState(props.outlined, isPaused);
  const word = i18n._(stateWord(state));
  const at = formats.number(props.place + 1);
  const total = formats.number(props.total);
  const rated = props.isRejected
    ? t`rejected`
    : stars > 0
      ? t`${plural(stars, { one: "# star", other: "# stars" })}`
      : "";
  const moreId = useId();
  const selected = props.isSelected ? t`selected` : "";
  const more = [t`${at} of ${total}`, word, rated, selected].filter((part) => part !== "");
  const isOpened = result?.status === "failed" || result?.needs_decision || state === "completed";
  return (
    <TileCell
      tile={props}
      // Where there is no way to go, the frame itself takes its turn.
      tabIndex={props.isActive && !isOpened ? 0 : -1}
      describedBy={isOpened ? undefined : moreId}
    >
      <TilePicture
        execution={execution}
        result={result}
        state={state}
        word={word}
        number={number}
        stars={stars}
        isRejected={props.isRejected}
        isTurn={props.isActive}
        isSmall={props.isSmall}
        isStack={props.height > 1}
        widthPx={props.widthPx}
        ratio={props.ratio}
        address={isOpened ? props.address : undefined}
        moreId={moreId}
        onProblem={props.onProblem}
      />
      <Over {...props} number={number} isPicture={state === "completed"} />
      <span id={moreId} hidden>
        {more.join(", ")}
      </span>
    </TileCell>
  );
}

/** What stays as it is while pictures are picked and let go. */
const TilePicture = memo(function TilePicture(props: {
  execution: Execution;
  result: Result | undefined;
  state: SlotState;
  word: string;
  number: string;
  stars: number;
  isRejected: boolean;
  isTurn: boolean;
  isSmall: boolean;
  isStack: boolean;
  widthPx: number;
  ratio: number;
  /** Where it opens, if it does. */
  address: string | undefined;
  moreId: string;
  onProblem: LightTileProps["onProblem"];
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const { execution, result, number, isSmall } = props;
  const picture = useMemo(() => pictureSource(result, result?.prompt_text ?? ""), [result]);
  const linkOf = useDownloadLink(execution, props.onProblem);
  return (
    <PictureTile
      size={isSmall ? "small" : "large"}
      number={number}
      state={props.state}
      word={props.word}
      ratio={props.ratio}
      widthPx={props.widthPx}
      picture={picture}
      to={props.address}
      openLabel={t`Open picture ${number}`}
      tabIndex={props.isTurn ? 0 : -1}
      describedBy={props.moreId}
      isDim={props.isRejected}
      isStack={props.isStack}
      reason={
        result?.status === "failed" ? (
          <FailureWords result={result} model={execution.model} formats={formats} />
        ) : result?.needs_decision ? (
          <DoubtWords result={result} formats={formats} />
        ) : null
      }
      beside={
        <>
          <Rated stars={props.stars} isRejected={props.isRejected} isSmall={isSmall} />
          {result?.result_url && !isSmall ? (
            <a
              className={classes.download}
              tabIndex={-1}
              {...linkOf({ ...result, result_url: result.result_url })}
              aria-label={t`Download picture ${number}`}
            />
          ) : null}
        </>
      }
      below={isSmall ? undefined : (result?.prompt_text ?? "")}
    />
  );
});

/** The box that picks a picture, and the handle of a stack. */
function Over(props: LightTileProps & { number: string; isPicture: boolean }) {
  const { t } = useLingui();
  const { height, number } = props;
  return (
    <>
      {props.isPicture ? (
        <button
          type="button"
          className={classes.box}
          data-pick
          tabIndex={-1}
          aria-pressed={props.isSelected}
          aria-label={t`Select picture ${number}`}
        />
      ) : null}
      {height > 1 || props.isOpenStack ? (
        <button
          type="button"
          className={classes.stack}
          data-stack
          tabIndex={-1}
          aria-expanded={props.isOpenStack}
          aria-label={
            props.isOpenStack
              ? t`Close the stack`
              : t`Open the stack of ${plural(height, { one: "# picture", other: "# pictures" })}`
          }
        >
          {props.isOpenStack ? (
            <IconX size={14} stroke={2} aria-hidden />
          ) : (
            <IconStack2 size={14} stroke={2} aria-hidden />
          )}
          {props.isOpenStack ? null : <span>{height}</span>}
        </button>
      ) : null}
    </>
  );
}

function Rated(props: { stars: number; isRejected: boolean; isSmall: boolean }) {
  if (props.isRejected)
    return (
      <span className={classes.rated}>
        <IconX size={14} stroke={2} aria-hidden />
        {props.isSmall ? null : <Trans>Rejected</Trans>}
      </span>
    );
  if (props.stars === 0) return null;
  return (
    <span className={classes.rated}>
      <IconStarFilled size={14} aria-hidden />
      {props.stars}
    </span>
  );
}
