import { Segments } from "../segments.tsx";
import { Held, type Stories } from "../story.tsx";

export const stories: Stories = {
  "side by side": ({ say }) => (
    <Held first="30">
      {(value, change) => (
        <Segments
          label={say("How far back", "Sur quelle durée")}
          value={value}
          onChange={change}
          segments={[
            { value: "7", label: say("7 days", "7 jours") },
            { value: "30", label: say("30 days", "30 jours") },
            { value: "90", label: say("90 days", "90 jours") },
          ]}
        />
      )}
    </Held>
  ),
  "with counts": ({ say }) => (
    <Held first="all">
      {(value, change) => (
        <Segments
          label={say("Which pictures", "Quelles images")}
          value={value}
          onChange={change}
          segments={[
            { value: "all", label: say("All", "Toutes"), count: "1,204" },
            { value: "drawn", label: say("Drawn", "Dessinées"), count: "1,190" },
            { value: "failed", label: say("Failed", "Échouées"), count: "14" },
          ]}
        />
      )}
    </Held>
  ),
  "as wide as its place": ({ say }) => (
    <Held first="1K">
      {(value, change) => (
        <Segments
          isWide
          label={say("Size", "Taille")}
          value={value}
          onChange={change}
          segments={["1K", "2K", "4K"].map((size) => ({ value: size, label: size }))}
        />
      )}
    </Held>
  ),
};
