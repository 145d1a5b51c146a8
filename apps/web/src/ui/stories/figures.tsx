import { Figures } from "../figures.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "four of them": ({ say }) => (
    <Figures
      label={say("In all", "En tout")}
      figures={[
        { name: say("Spent", "Dépensé"), value: "$48.20" },
        {
          name: say("Pictures", "Images"),
          value: "1,204",
          under: say("$0.040 each", "0,040 $ chacune"),
        },
        {
          name: say("Did not come out", "Pas sorties"),
          value: "12",
          under: say("1% of all", "1 % de tout"),
        },
        { name: say("People", "Personnes"), value: "7" },
      ]}
    />
  ),
  "great numbers": ({ say }) => (
    <Figures
      label={say("Great ones", "Grands nombres")}
      figures={[
        { name: say("Spent in all", "Dépensé en tout"), value: "$1,248,032.80" },
        { name: say("Pictures", "Images"), value: "31,204,118" },
        {
          name: say("Did not come out", "Pas sorties"),
          value: "100,000",
          under: say("1% of all", "1 % de tout"),
        },
        { name: say("Batches", "Lots"), value: "12,408" },
      ]}
    />
  ),
};
