import type { Stories } from "../story.tsx";
import { TableBelow } from "../table-below.tsx";

export const stories: Stories = {
  "days in figures": ({ say }) => (
    <TableBelow
      summary={say("The same as a table", "La même chose en tableau")}
      heads={[say("Day", "Jour"), say("Pictures", "Images"), say("Spent", "Dépensé")]}
      rows={[
        { key: "3", cells: ["3 Nov", "1,204", "$48.20"] },
        { key: "2", cells: ["2 Nov", "0", "$0.00"] },
        { key: "1", cells: ["1 Nov", "31", "$1.24"] },
      ]}
    />
  ),
};
