import { DoubtSection } from "./doubt-section.tsx";
import type { Draft } from "./draft.ts";
import { SeedSection } from "./seed-section.tsx";
import type { Settings } from "./settings.ts";

/** What most never need to change, folded away: each only where it means something for the model. */
export function MoreSettings(props: {
  draft: Draft;
  settings: Settings;
  /** Whose answer it is that may be lost. */
  vendor: string;
  onChange: (change: Partial<Draft>) => void;
}) {
  const { draft, settings, onChange } = props;
  const { models } = settings;
  return (
    <>
      {models.some((model) => model.takes_seed) ? (
        <SeedSection typed={draft.seed} onType={(seed) => onChange({ seed })} />
      ) : null}
      {settings.isFree ? null : (
        <DoubtSection
          vendor={props.vendor}
          chosen={settings.onDoubt}
          onChoose={(onDoubt) => onChange({ onDoubt })}
        />
      )}
    </>
  );
}
