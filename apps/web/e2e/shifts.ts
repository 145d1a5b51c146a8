import type { Page } from "playwright-core";

/** Has a page add up, from its next address on, by how much things move that nobody asked to move. */
export function watchShifts(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const seen = { shift: 0, moved: [] as string[] };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Node | null }[];
        };
        if (hadRecentInput) continue;
        seen.shift += value;
        for (const { node } of sources)
          seen.moved.push(`${value.toFixed(4)} ${node?.textContent?.slice(0, 60) ?? ""}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The sum so far, and what moved. */
export function shiftsOf(page: Page): Promise<{ shift: number; moved: string[] }> {
  return page.evaluate(
    () => (window as unknown as { seen: { shift: number; moved: string[] } }).seen,
  );
}
