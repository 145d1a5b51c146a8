import { startTransition, useEffect, useState } from "react";

/** After this, what was pressed has been painted, and what hurries has come. */
const settledMs = 120;

/** Whether a piece has been on the screen for a moment: what may wait is drawn then, apart from what could not. */
export function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setSettled(true)), settledMs);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
