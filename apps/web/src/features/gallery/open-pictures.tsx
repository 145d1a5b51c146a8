import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useModels } from "../../api/use-models.ts";
import type { OnPrompts } from "../../results/prompts-again.tsx";
import type { BatchOutline } from "./batch-outline.ts";
import { listSlots } from "./show.ts";
import type { FilterInAddress } from "./use-filter.ts";
import type { Ratings } from "./use-ratings.ts";
import { useAtLeisure } from "../../ui/use-at-leisure.ts";
import { withWords } from "../../language/activate-language.ts";

const fetchLightbox = async () => ({
  default: (await withWords(import("./lightbox.tsx"))).Lightbox,
});
const Lightbox = lazy(fetchLightbox);
const Compare = lazy(async () => ({ default: (await withWords(import("./compare.tsx"))).Compare }));
const noneOpen: ReadonlySet<number> = new Set();

type OpenProps = {
  address: FilterInAddress;
  execution: Execution;
  outline: BatchOutline;
  ratings: Ratings;
  canRate: boolean;
  onRate: (slots: readonly number[], stars: number) => void;
  onReject: (slots: readonly number[]) => void;
  onReferences: (files: File[]) => void;
  onPrompts: OnPrompts | null;
  doubtOf: (execution: Execution, result: Result) => ReactNode;
};

/** What the address has open over the light table: one picture, or some that are compared. */
export function OpenPictures(props: OpenProps) {
  const { address, execution, outline } = props;
  const open = slotsOf(address.params.get("picture"), outline.count)[0];
  const compared = slotsOf(address.params.get("compare"), outline.count);
  // Whoever looks at pictures opens one: it is here by then.
  useAtLeisure(fetchLightbox);
  return (
    <>
      {open === undefined ? null : <OpenPicture {...props} open={open} />}
      {compared.length === 2 || compared.length === 4 ? (
        <Suspense>
          <Compare
            slots={compared}
            execution={execution}
            outline={outline}
            markOf={props.ratings.markOf}
            canRate={props.canRate}
            onRate={(slot, stars) => props.onRate([slot], stars)}
            onReject={(slot) => props.onReject([slot])}
            onClose={() => {
              address.setPart("compare", null);
              focusTile(compared[0] ?? 0, execution.variations);
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function OpenPicture(props: OpenProps & { open: number }) {
  const { address, execution, outline, open } = props;
  const { variations } = execution;
  const models = useModels();
  // What the arrows go through is what was shown when it was opened, so that rating a picture does not take it away.
  const [slots] = useState(() => {
    const filter = { ...address.filter, isStacked: false };
    return listSlots(outline, filter, { variations, open: noneOpen }).slots;
  });
  const index = slots.indexOf(open);
  if (index < 0) return null;
  return (
    <Suspense>
      <Lightbox
        slots={slots}
        index={index}
        execution={execution}
        outline={outline}
        model={models.data?.data.find(({ id }) => id === execution.model)}
        mark={props.ratings.markOf(open)}
        canRate={props.canRate}
        onRate={(stars) => props.onRate([open], stars)}
        onReject={() => props.onReject([open])}
        onReferences={props.onReferences}
        onPrompts={props.onPrompts}
        doubtOf={props.doubtOf}
        onIndex={(to) => address.setPart("picture", String(slots[to] ?? open))}
        onClose={() => {
          address.setPart("picture", null);
          focusTile(open, variations);
        }}
      />
    </Suspense>
  );
}

function slotsOf(text: string | null, count: number): number[] {
  const slots = (text ?? "").split("-").filter((part) => /^\d{1,9}$/.test(part));
  return [...new Set(slots.map(Number))].filter((slot) => slot < count);
}

/** Gives the focus back to the tile whose picture was open, or to the stack it lies in. */
function focusTile(slot: number, variations: number): void {
  window.setTimeout(() => {
    const prompt = Math.floor(slot / variations);
    const cells = [...document.querySelectorAll<HTMLElement>("main [data-slot]")];
    const own = cells.find((cell) => Number(cell.dataset["slot"]) === slot);
    const stack = cells.find(
      (cell) => Math.floor(Number(cell.dataset["slot"]) / variations) === prompt,
    );
    const cell = own ?? stack;
    (cell?.querySelector<HTMLElement>("a:not([download])") ?? cell)?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest" });
  });
}
