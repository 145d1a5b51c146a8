import { useRef } from "react";
import { LongGrid } from "../long-grid.tsx";
import type { Stories } from "../story.tsx";

const measures = {
  columns: () => 6,
  ratio: 1,
  captionHeight: 0,
  gap: { column: 8, row: 8 },
};
const style = { gridTemplateColumns: "repeat(6, minmax(0, 1fr))", gap: "8px 8px" };

function Grid(props: { count: number; label: string }) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <div ref={list} role="list" aria-label={props.label} style={{ width: 240 }}>
      <LongGrid
        count={props.count}
        measures={measures}
        rows={Math.ceil(props.count / 6)}
        rowPx={(240 - 5 * 8) / 6 + 8}
        columns={6}
        style={style}
        list={list}
      >
        {(index) => <span className="tabular small">{index + 1}</span>}
      </LongGrid>
    </div>
  );
}

export const stories: Stories = {
  "whole rows": ({ say }) => <Grid count={24} label={say("Whole rows", "Rangées pleines")} />,
  "the last row not full": ({ say }) => <Grid count={15} label={say("Not full", "Pas pleine")} />,
};
