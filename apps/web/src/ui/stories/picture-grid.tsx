import { PictureGrid } from "../picture-grid.tsx";
import type { Stories } from "../story.tsx";

const measures = {
  columns: (width: number) => Math.floor(width / 90),
  ratio: 1,
  captionHeight: 0,
  gap: { column: 8, row: 8 },
};
const frame = (index: number) => (
  <div style={{ aspectRatio: 1, background: "var(--sunken)" }} className="small tabular">
    {index + 1}
  </div>
);

export const stories: Stories = {
  "all drawn at once": ({ say }) => (
    <PictureGrid count={12} label={say("Twelve", "Douze")} measures={measures}>
      {frame}
    </PictureGrid>
  ),
  "so long that only the rows near the window are drawn": ({ say }) => (
    <PictureGrid
      count={204}
      label={say("Two hundred", "Deux cents")}
      measures={{ ...measures, columns: () => 12 }}
    >
      {frame}
    </PictureGrid>
  ),
};
