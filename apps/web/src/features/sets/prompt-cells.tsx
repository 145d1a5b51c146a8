import { useLingui } from "@lingui/react/macro";
import { addresses } from "../../addresses.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { slotStateOf } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { aspectOf } from "../../ui/aspect.ts";
import { PictureTile } from "../../ui/picture-tile.tsx";
import type { Column } from "./column.ts";
import classes from "./sets.module.css";

/** One prompt over all models: its words, and below them what each has drawn of it. */
export function PromptCells({ place, columns }: { place: number; columns: readonly Column[] }) {
  const words = columns
    .map(({ execution, results }) => results[place * execution.variations]?.prompt_text)
    .find((text) => text !== undefined);
  return (
    <tbody>
      <tr className={classes.promptRow}>
        <th scope="rowgroup" colSpan={columns.length}>
          <div className={classes.prompt} title={words}>
            <span className="tabular">{place + 1}</span> {words ?? " "}
          </div>
        </th>
      </tr>
      <tr>
        {columns.map((column) => (
          <td key={column.execution.id}>
            <Cell place={place} column={column} />
          </td>
        ))}
      </tr>
    </tbody>
  );
}

function Cell({ place, column }: { place: number; column: Column }) {
  const { i18n, t } = useLingui();
  const { execution, results } = column;
  const { variations } = execution;
  const model = useModelName()(execution.model);
  const isPaused = execution.status === "paused";
  return (
    <div className={classes.cell} data-many={variations > 1 || undefined}>
      {Array.from({ length: variations }, (_, variation) => {
        const slot = place * variations + variation;
        const result = results[slot];
        const state = result ? slotStateOf(result, isPaused) : "pending";
        const number = pictureNumber(placeOf(slot, variations), variations);
        const word = i18n._(stateWord(state));
        const isThere = state !== "pending" && state !== "paused" && state !== "processing";
        return (
          <PictureTile
            key={slot}
            size="small"
            number={number}
            beside={result === undefined || state === "completed" ? undefined : word}
            state={state}
            word={word}
            ratio={aspectOf(result?.aspect_ratio ?? execution.aspect_ratio)}
            widthPx={variations > 1 ? 160 : 300}
            picture={pictureSource(result, `${number}, ${model}: ${result?.prompt_text ?? ""}`)}
            to={isThere ? `${addresses.results(execution.id)}?picture=${slot}` : undefined}
            openLabel={t`Open picture ${number} of ${model}`}
          />
        );
      })}
    </div>
  );
}
