import { useEffect } from "react";

/** Where a browser does not tell when it has time. */
const laterMs = 2000;

/** Does something once, when the page has nothing else to do; what fails is tried again by whoever needs it. */
export function useAtLeisure(act: () => Promise<unknown>): void {
  useEffect(() => {
    const begin = () => void act().catch(() => undefined);
    // Safari has no such thing.
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(begin, laterMs);
      return () => clearTimeout(timer);
    }
    const asked = window.requestIdleCallback(begin);
    return () => window.cancelIdleCallback(asked);
  }, [act]);
}
