import { useCallback, useState } from "react";
import { tileSizes } from "./tile-columns.ts";

const kept = "bunch-tile-size";

/** How wide tiles are wished, in pixels; this browser remembers it. */
export function useTileSize(): [number, (px: number) => void] {
  const [size, setSize] = useState(() => {
    const before = Number(read() ?? tileSizes.first);
    return before >= tileSizes.least && before <= tileSizes.most ? before : tileSizes.first;
  });
  const change = useCallback((px: number) => {
    setSize(px);
    try {
      localStorage.setItem(kept, String(px));
    } catch {
      // Full or shut off: it holds as long as the page.
    }
  }, []);
  return [size, change];
}

function read(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}
