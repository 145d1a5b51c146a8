import type { Page } from "playwright-core";

/**
 * What does not fit on a page as it stands: the page itself when it scrolls sideways, and words that leave their box or are cut
 * off by one. What ends in dots by design may, where the whole of it stands in a `title` or a name, and what fades where a link opens it.
 */
export async function cutOff(page: Page): Promise<string[]> {
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  return page.evaluate(() => {
    const found = new Set<string>();
    const { documentElement: root } = document;
    if (root.scrollWidth > root.clientWidth)
      found.add(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const text = words.currentNode.textContent?.trim() ?? "";
      const element = words.currentNode.parentElement;
      if (text === "" || element === null || !element.checkVisibility()) continue;
      if (element.closest("script, style, noscript, select, .unseen, textarea")) continue;
      // The list under a text field holds the field's own words once more, and its numbers hang beside them.
      if (element.closest(":has(+ textarea)")) continue;
      const range = document.createRange();
      range.selectNodeContents(words.currentNode);
      const place = range.getBoundingClientRect();
      if (place.width === 0) continue;
      const why = leaves(element, place);
      if (why) found.add(`“${text.slice(0, 60)}” ${why}`);
    }
    return [...found];

    /** Walks up from the words to whatever may cut them off. */
    function leaves(element: Element, place: DOMRect): string | null {
      // What is for screen readers alone lies in a box of a pixel.
      for (let at: Element | null = element; at; at = at.parentElement)
        if (getComputedStyle(at).clipPath !== "none") return null;
      let isWhole = false;
      let isPlaced = false;
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.display === "inline" || style.display === "contents") continue;
        const box = at.getBoundingClientRect();
        const isOver = place.right > box.right + 1 || place.left < box.left - 1;
        const name = `${at.tagName.toLowerCase()}.${at.getAttribute("class") ?? ""}`;
        const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
        // A question is read from top to bottom: nothing of it lies beside its window.
        if (scrolls && at.matches('[role="dialog"]'))
          return isOver ? `makes ${name} scroll sideways` : null;
        if (scrolls) return null;
        const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
        if (hides) {
          const isTooHigh = place.bottom > box.bottom + 2 || place.top < box.top - 2;
          if (!isOver && !isTooHigh) return null;
          const hasDots = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
          const isTold = at.closest("[title], [aria-label]") !== null;
          if (fades(at)) return null;
          return hasDots && isTold ? null : `is cut off by ${name}`;
        }
        // The box nearest to the words has to hold them, and so does what looks like a box; what was placed in a margin is there.
        if (isOver && !isPlaced && (!isWhole || at.matches("button, a, label, li")))
          return `leaves ${name} by ${Math.round(Math.max(place.right - box.right, box.left - place.left))} px`;
        isWhole = true;
        isPlaced ||= style.position === "absolute";
      }
      const isOutside = place.left < -1 || place.right > root.clientWidth + 1;
      return isPlaced && isOutside ? "leaves the window" : null;
    }

    /** Whether its end fades in a frame that opens. */
    function fades(element: Element): boolean {
      const frame = element.closest("figure");
      if (!frame?.querySelector("a[href]")) return false;
      for (let at: Element | null = element; at && at !== frame; at = at.parentElement)
        if (getComputedStyle(at).maskImage !== "none") return true;
      return false;
    }
  });
}
