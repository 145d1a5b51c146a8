import type { ModelList } from "@bunch/contracts/model";
import { useEffect, useState } from "react";
import { useSteady } from "../../ui/use-steady.ts";
import { tidyText } from "./analyse-prompts.ts";
import { useCompose } from "./compose-context.tsx";
import { kindsOfFiles } from "./kinds-of-files.ts";
import { type Taken, takeReferences } from "./take-references.ts";

/**
 * What becomes of files that are dropped, pasted or chosen: pictures guide the batch, unless one alone is asked about; text
 * joins the prompts; a list is looked at first.
 */
export function useTakenFiles(input: {
  catalogue: ModelList;
  maxReferences: number;
  /** What was dropped before the form was there. */
  first: File | null;
  /** Whether something else becomes of a picture that came alone. */
  ask: (picture: File) => Promise<boolean>;
}) {
  const { draft, references } = useCompose();
  const [problem, setProblem] = useState<Taken["problem"]>(null);
  const [list, setList] = useState<File | null>(null);

  const addReferences = (pictures: File[]) => {
    const room = input.maxReferences - references.store.get().list.length;
    const maxMegabytes = input.catalogue.limits.max_reference_image_mb;
    const taken = takeReferences({ files: pictures, room, maxMegabytes });
    references.add(taken.files);
    if (taken.files.length > 0) draft.change({});
    setProblem(taken.problem);
  };
  const take = useSteady(async (files: File[]) => {
    const { lists, texts, pictures } = kindsOfFiles(files);
    setList(lists[0] ?? null);
    const [alone, ...others] = pictures;
    const isAsked = alone && others.length === 0 ? await input.ask(alone) : false;
    if (pictures.length > 0 && !isAsked) addReferences(pictures);
    for (const text of texts) {
      const more = tidyText(await text.text()).trim();
      const before = draft.store.get().promptsText.trimEnd();
      draft.change({ promptsText: before === "" ? more : `${before}\n\n${more}` });
    }
  });
  const { first } = input;
  useEffect(() => {
    if (first) void take([first]);
  }, [first, take]);
  return { take, addReferences, problem, setProblem, list, setList };
}
