import { useState } from "react";
import type { OwnSettings } from "./own-settings.ts";

export type Prompts = { text: string; own: OwnSettings };
/** What more prompts were made of: the lines of one, choices, the rows of a table. */
export type MadeOf = "lines" | "choices" | "table";
type Made = { from: Prompts; to: string; of: MadeOf };

/** Prompts that were made of others with one press: the way back stands until something is written. */
export function useMadePrompts(now: Prompts, change: (prompts: Prompts) => void) {
  const [made, setMade] = useState<Made | null>(null);
  return {
    /** Null where there is no way back. */
    madeOf: made?.to === now.text ? made.of : null,
    make: (of: MadeOf, to: Prompts) => {
      setMade({ from: now, to: to.text, of });
      change(to);
    },
    /** Of what was changed already. */
    note: (of: MadeOf, to: string) => setMade({ from: now, to, of }),
    goBack: () => {
      if (made) change(made.from);
    },
  };
}
