import { useEffect } from "react";
import { useSteady } from "../../ui/use-steady.ts";

/** Hears keys of the whole page while something is open, but not what is typed; true says that a key was its own. */
export function useKeys(onKey: (event: KeyboardEvent) => boolean): void {
  const hear = useSteady((event: KeyboardEvent) => {
    const isTyped =
      event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
    if (isTyped || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey(event)) event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [hear]);
}
