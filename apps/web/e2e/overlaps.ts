import type { Page } from "playwright-core";

/**
 * Words that lie on other words. Looked at is what a person sees together: the topmost dialog where there is one, else the page;
 * what sticks to the window's edge lies over the rest on purpose.
 */
export function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = [...document.querySelectorAll("[role=dialog]")].at(-1) ?? document.body;
    const lines: { text: string; box: DOMRect }[] = [];
    const words = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const text = words.currentNode.textContent?.trim() ?? "";
      const element = words.currentNode.parentElement;
      if (text === "" || element === null || isElsewhere(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(words.currentNode);
      for (const whole of range.getClientRects()) {
        const box = shown(element, whole);
        if (box.width > 1 && box.height > 1) lines.push({ text, box });
      }
    }
    const found = new Set<string>();
    lines.sort((one, other) => one.box.top - other.box.top);
    for (const [index, { text, box }] of lines.entries())
      for (const other of lines.slice(index + 1)) {
        if (other.box.top >= box.bottom - 3) break;
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - other.box.top;
        // Lines of the same words stand closer than their letters are high.
        if (wide > 2 && high > box.height * 0.4 && text !== other.text)
          found.add(`“${text.slice(0, 40)}” lies on “${other.text.slice(0, 40)}”`);
      }
    return [...found];

    /** Not to be seen, or not in the flow of the page. */
    function isElsewhere(element: Element): boolean {
      if (element.closest("script, style, select, .unseen, textarea, [hidden]")) return true;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        return true;
      for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
        const { position, clipPath } = getComputedStyle(at);
        if (position === "fixed" || position === "sticky" || clipPath !== "none") return true;
      }
      return false;
    }

    /** What a box cuts off is not there. */
    function shown(element: Element, whole: DOMRect): DOMRect {
      let { left, top, right, bottom } = whole;
      for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
        const { display, overflowX, overflowY } = getComputedStyle(at);
        if (display === "inline" || (overflowX === "visible" && overflowY === "visible")) continue;
        const frame = at.getBoundingClientRect();
        left = Math.max(left, frame.left);
        top = Math.max(top, frame.top);
        right = Math.min(right, frame.right);
        bottom = Math.min(bottom, frame.bottom);
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }
  });
}
