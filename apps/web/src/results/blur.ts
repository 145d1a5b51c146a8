import { thumbHashToDataURL } from "thumbhash";

const mostKept = 400;
/** Blurs by their hash, the one looked at last at the end. */
const kept = new Map<string, string>();

/** A picture's blur as an address, made when it is first looked at; null without one. */
export function blurOf(thumbhash: string | null): string | null {
  if (thumbhash === null) return null;
  const before = kept.get(thumbhash);
  if (before !== undefined) {
    kept.delete(thumbhash);
    kept.set(thumbhash, before);
    return before;
  }
  try {
    const blur = thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (byte) => byte.charCodeAt(0)));
    const oldest = kept.size >= mostKept ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(thumbhash, blur);
    return blur;
  } catch {
    // Without a blur its place stays plain, which is no reason to show no page.
    return null;
  }
}
