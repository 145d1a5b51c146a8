/** Does something once what was changed is painted: in the frame that follows, nobody waits for it. */
export function afterPainting(act: () => void): void {
  requestAnimationFrame(() => window.setTimeout(act));
}
