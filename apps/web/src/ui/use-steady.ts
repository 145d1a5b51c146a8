import { useCallback, useLayoutEffect, useRef } from "react";

/** The same function as long as its owner is there, doing what the latest one does: who is given it is not drawn anew. */
export function useSteady<Args extends unknown[], Value>(
  act: (...args: Args) => Value,
): (...args: Args) => Value {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
