import type { Execution } from "@bunch/contracts/execution";
import { pictureName } from "@bunch/contracts/picture-name";
import type { Result } from "@bunch/contracts/result";
import { useLingui } from "@lingui/react/macro";
import { IconDownload } from "@tabler/icons-react";
import { useFormats } from "../../language/use-formats.ts";
import { pictureNumber } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { slotStateOf } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { aspectOf } from "../../ui/aspect.ts";
import { PictureGrid } from "../../ui/picture-grid.tsx";
import { PictureTile } from "../../ui/picture-tile.tsx";
import { DoubtWords, FailureWords } from "./failure-words.tsx";
import classes from "./gallery.module.css";

/** The light table: each picture in its own ratio, with number and prompt; the failed ones say why. */
export function GalleryGrid(props: {
  results: Result[];
  execution: Execution;
  addressOf: (result: Result) => string;
}) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const { execution, results } = props;
  const ratio = aspectOf(execution.aspect_ratio);
  return (
    <PictureGrid
      count={results.length}
      label={t`Pictures`}
      measures={{
        columns: (width) => columnsFor(width, ratio),
        ratio,
        captionHeight: 62,
        gap: { column: 16, row: 20 },
      }}
    >
      {(index) => {
        const result = results[index];
        if (result === undefined) return null;
        const number = pictureNumber(result, execution.variations);
        const state = slotStateOf(result, execution.status === "paused");
        const isFailed = result.status === "failed";
        return (
          <PictureTile
            size="large"
            number={number}
            state={state}
            word={i18n._(stateWord(state))}
            ratio={ratio}
            picture={pictureSource(result, result.prompt_text)}
            to={
              isFailed || result.needs_decision || state === "completed"
                ? props.addressOf(result)
                : undefined
            }
            openLabel={t`Open picture ${number}`}
            reason={
              isFailed ? (
                <FailureWords result={result} formats={formats} />
              ) : result.needs_decision ? (
                <DoubtWords result={result} formats={formats} />
              ) : null
            }
            beside={
              result.result_url ? (
                <a
                  className={classes.download}
                  href={result.result_url}
                  download={pictureName(result, execution)}
                  aria-label={t`Download picture ${number}`}
                >
                  <IconDownload size={16} stroke={1.8} aria-hidden />
                </a>
              ) : null
            }
            below={<span title={result.prompt_text}>{result.prompt_text}</span>}
          />
        );
      }}
    </PictureGrid>
  );
}

/** Tiles of about 176 pixels, two a row on a phone, wider ones for wide pictures. */
function columnsFor(width: number, ratio: number): number {
  const wish = ratio > 1.4 ? 268 : ratio < 0.6 ? 150 : 184;
  return Math.max(2, Math.floor((width + 16) / (wish + 16)));
}
