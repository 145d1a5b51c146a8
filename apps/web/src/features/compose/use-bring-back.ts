import type { PictureSettings } from "@bunch/contracts/metadata/picture-settings";
import type { ModelList } from "@bunch/contracts/model";
import { useState } from "react";
import { useStore } from "../../store.ts";
import type { PromptBlock } from "./analyse-prompts.ts";
import { offeredOf, withOffered } from "./bring-back.ts";
import { useCompose } from "./compose-context.tsx";
import type { Draft } from "./draft.ts";
import { settingsInPicture } from "./settings-in-picture.ts";

const fields = ["promptsText", "own", "model", "aspectRatio", "imageSize", "seed"] as const;
type Before = Pick<Draft, (typeof fields)[number]>;
const partOf = ({ promptsText, own, model, aspectRatio, imageSize, seed }: Draft): Before => ({
  promptsText,
  own,
  model,
  aspectRatio,
  imageSize,
  seed,
});

/** A picture that says how it was made: whether that comes back, and the way to undo it until something of it is changed. */
export function useBringBack(catalogue: ModelList, blocks: readonly PromptBlock[]) {
  const { store, change } = useCompose().draft;
  const draft = useStore(store);
  const [asked, setAsked] = useState<{ file: File; found: PictureSettings } | null>(null);
  const [done, setDone] = useState<{ name: string; before: Before; after: Before } | null>(null);
  const isAsItCame = done !== null && fields.every((field) => done.after[field] === draft[field]);
  return {
    /** Whether a picture says how it was made; then it is asked about. */
    ask: async (file: File): Promise<boolean> => {
      const found = await settingsInPicture(file);
      if (found) setAsked({ file, found });
      return found !== null;
    },
    asked: asked && question(asked, draft, { catalogue, blocks }),
    leave: () => setAsked(null),
    bringBack: () => {
      if (asked === null) return;
      const before = partOf(store.get());
      const offered = offeredOf(asked.found, store.get(), catalogue);
      change(withOffered(offered, { ...before, blocks }));
      setDone({ name: asked.file.name, before, after: partOf(store.get()) });
      setAsked(null);
    },
    /** What came back; null once something of it was changed. */
    name: isAsItCame ? done.name : null,
    undo: () => {
      if (done !== null) change(done.before);
      setDone(null);
    },
  };
}

function question(
  asked: { file: File; found: PictureSettings },
  draft: Draft,
  { catalogue, blocks }: { catalogue: ModelList; blocks: readonly PromptBlock[] },
) {
  const offered = offeredOf(asked.found, draft, catalogue);
  return { ...asked, offered, isThere: blocks.some(({ prompt }) => prompt === offered.prompt) };
}
