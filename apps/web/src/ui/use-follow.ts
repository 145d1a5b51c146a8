import { type RefObject, useEffect } from "react";
import { useNavigate } from "react-router";
import { useSteady } from "./use-steady.ts";

/**
 * Follows the links to pictures in a list as links of the app are followed, from one place: hundreds that each hear of
 * every change of the address would be drawn anew with it. They are marked with `data-way`; new tabs are the browser's.
 */
export function useFollow(list: RefObject<HTMLElement | null>): void {
  const navigate = useNavigate();
  const follow = useSteady((event: MouseEvent) => {
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const way = (event.target as Element).closest("a[data-way]")?.getAttribute("href");
    if (!isPlain || event.defaultPrevented || !way) return;
    event.preventDefault();
    void navigate(way, { preventScrollReset: true });
  });
  useEffect(() => {
    const element = list.current;
    element?.addEventListener("click", follow);
    return () => element?.removeEventListener("click", follow);
  }, [list, follow]);
}
